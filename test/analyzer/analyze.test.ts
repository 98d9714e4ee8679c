import { describe, expect, test } from 'vitest';
import { analyze, pagePolicy } from '../../src/analyzer/analyze.ts';
import { toReportJson } from '../../src/analyzer/report-json.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import { Capture } from '../support/capture.ts';
import { parseTranscript, parseTranscripts } from '../support/transcript.ts';

const PAGE = 'page http://localhost:3000';
const API = 'http://localhost:8000/api/items';
const OWN = 'Access-Control-Allow-Origin: http://localhost:3000';

function analyzeOne(text: string) {
  const [analyzed] = analyze([parseTranscript(text)]).traces;
  if (!analyzed) throw new Error('nothing was analysed');
  return analyzed;
}

describe('analyze', () => {
  test('one cause and what would fail next when a preflight has several faults', () => {
    const analyzed = analyzeOne(`${PAGE}\ncredentials include
      > OPTIONS ${API}
      Access-Control-Request-Method: PATCH
      Access-Control-Request-Headers: x-foo
      < 200
      Access-Control-Allow-Origin: *
      ! net::ERR_FAILED`);
    expect(analyzed.cause?.rule).toBe('allow-origin-wildcard-with-credentials');
    const blocking = analyzed.findings.filter(({ effect }) => effect === 'blocks').map(({ rule }) => rule);
    expect(blocking).toEqual(['allow-credentials-missing', 'method-unlisted', 'header-unlisted']);
  });

  test('both reasons are named when the credentials mode decides between them', () => {
    const analyzed = analyzeOne(`${PAGE}
      > OPTIONS ${API}
      Access-Control-Request-Method: PUT
      < 503
      ${OWN}
      Access-Control-Allow-Methods: PUT
      ! net::ERR_FAILED`);
    expect(analyzed.browserNames.chromium).toBe('PreflightInvalidStatus');
    expect(analyzed.findings.map(({ rule }) => rule)).toContain('allow-credentials-missing');
  });

  test("a root cause outranks the failed check and keeps the browser's own name for it", () => {
    const analyzed = analyzeOne(`${PAGE}\n> GET ${API}\n< 500\n! net::ERR_FAILED`);
    expect(analyzed.cause?.rule).toBe('server-error-hidden');
    expect(analyzed.browserNames).toEqual({
      chromium: 'MissingAllowOriginHeader',
      firefox: 'CORSMissingAllowOrigin',
      failedParameter: '',
    });
  });

  test('the other engine is named under its own reading', () => {
    const analyzed = analyzeOne(`${PAGE}
      > OPTIONS ${API}
      Access-Control-Request-Method: PUT
      < 302
      Location: /elsewhere
      ! net::ERR_FAILED`);
    expect(analyzed.browserNames.chromium).toBe('PreflightDisallowedRedirect');
    expect(analyzed.browserNames.firefox).toBe('CORSMissingAllowOrigin');
  });

  test('everything but CORS that stops a request has one name in Firefox and none in Chromium', () => {
    const errors = ['net::ERR_CONNECTION_REFUSED', 'net::ERR_UNSAFE_REDIRECT', 'net::ERR_BLOCKED_BY_CLIENT'];
    const names = errors.map((error) => analyzeOne(`${PAGE}\n> GET ${API}\n! ${error}`).browserNames);
    for (const { chromium, firefox } of names) expect([chromium, firefox]).toEqual([null, 'CORSDidNotSucceed']);
  });

  test('a response without a head is one with several lines in the words of Firefox', () => {
    const firefox = (error: string) =>
      analyzeOne(`browser firefox\n${PAGE}\n> GET ${API}\n! ${error}`).browserNames.firefox;
    expect(firefox('NS_ERROR_NET_ON_RECEIVING_FROM')).toBe('CORSMultipleAllowOriginNotAllowed');
    expect(firefox('NS_ERROR_NET_RESET')).toBe('CORSDidNotSucceed');
  });

  test('a request that did not get there and may have been one in mode no-cors has no name in Firefox', () => {
    const firefox = (method: string) =>
      analyzeOne(
        `browser firefox\n${PAGE}\n> ${method} http://api.test/\nOrigin: http://localhost:3000\n! NS_ERROR_NET_RESET`,
      ).browserNames.firefox;
    expect(firefox('GET')).toBe('CORSDidNotSucceed');
    expect(firefox('POST')).toBeNull();
  });

  test('no cause when nothing was blocked', () => {
    const analyzed = analyzeOne(`${PAGE}\n> GET ${API}\n< 200\nAccess-Control-Allow-Origin: *\n! completed`);
    expect(analyzed.cause).toBeUndefined();
    expect(analyzed.browserNames.chromium).toBeNull();
  });

  test('the local network permission keeps its Chromium name, by the kind of page', () => {
    const text = (page: string) =>
      `page ${page}\n> GET http://127.0.0.1:8000/\n! net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS`;
    expect(analyzeOne(text('https://app.example')).browserNames.chromium).toBe('LocalNetworkAccessPermissionDenied');
    expect(analyzeOne(text('http://app.example')).browserNames.chromium).toBe('InsecureLocalNetwork');
  });

  test('Firefox says of a cors request that did not get there that it did not succeed, and nothing of others', () => {
    const inFirefox = (mode: string) =>
      analyzeOne(
        `browser firefox\nmode ${mode}\n${PAGE}\n> GET http://127.0.0.1:8000/\nOrigin: http://localhost:3000\n! NS_ERROR_LOCAL_NETWORK_ACCESS_DENIED`,
      );
    expect(inFirefox('cors').browserNames.firefox).toBe('CORSDidNotSucceed');
    expect(inFirefox('no-cors').browserNames.firefox).toBeNull();
    expect(inFirefox('no-cors').cause?.rule).toBe('local-network-blocked');
  });

  test('that a page has to be secure to be asked for the permission is said of Chromium only', () => {
    const explained = (browser: string, page: string) =>
      JSON.stringify(
        analyzeOne(
          `browser ${browser}\npage ${page}\n> GET http://127.0.0.1:8000/\n! ${browser === 'firefox' ? 'NS_ERROR_LOCAL_NETWORK_ACCESS_DENIED' : 'net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS'}`,
        ).cause?.explanation,
      );
    expect(explained('chromium', 'http://app.example')).toContain('"https:"');
    expect(explained('firefox', 'http://app.example')).not.toContain('"https:"');
    expect(explained('firefox', 'http://app.example')).toBe(explained('firefox', 'https://app.example'));
  });

  test('a preflight that another extension redirected was stopped in the browser; Firefox names the redirect', () => {
    const capture = new Capture();
    const actual = capture.request('1', API).sends([['X-Test', '1']]);
    capture
      .request('2', API, { method: 'OPTIONS' })
      .redirects('http://localhost:9000/', 200, [])
      .starts(0)
      .fails('NS_ERROR_NET_ON_RECEIVING_FROM');
    actual.fails('NS_ERROR_DOM_BAD_URI');
    const [analyzed] = analyze(assemble(capture.observations, 'firefox')).traces;
    expect(analyzed?.cause?.rule).toBe('client-blocked');
    expect(analyzed?.browserNames).toMatchObject({ chromium: null, firefox: 'CORSExternalRedirectNotAllowed' });
  });

  test('the same objects come back for traces whose surroundings did not change', () => {
    const traces = parseTranscripts(`${PAGE}\n> GET ${API}\n< 200\n! net::ERR_FAILED`);
    const more = [
      ...traces,
      parseTranscript(`${PAGE}\n> GET http://localhost:9000/\n< 200\n! net::ERR_FAILED`, 'other'),
    ];
    expect(analyze(more).traces[0]).toBe(analyze(traces).traces[0]);
  });

  test('one policy per server, counted against every fetch to it', () => {
    const { policies } = analyze(
      parseTranscripts(`${PAGE}
        > GET ${API}
        < 200
        ! net::ERR_FAILED
        ---
        ${PAGE}
        > OPTIONS ${API}
        Access-Control-Request-Method: PUT
        < 405
        ! net::ERR_FAILED
        ---
        ${PAGE}
        > GET http://localhost:9000/down
        ! net::ERR_CONNECTION_REFUSED`),
    );
    expect(policies.map(({ policy, wouldAllow, of }) => [policy.server, policy.methods, wouldAllow, of])).toEqual([
      ['http://localhost:8000', ['GET', 'PUT'], 2, 2],
      ['http://localhost:9000', ['GET'], 0, 1],
    ]);
  });

  describe('the policy for everything that a page needs', () => {
    const blocked = (origin: string, method: string) => `page ${origin}
      credentials same-origin
      > OPTIONS ${API}
      Access-Control-Request-Method: ${method}
      < 405
      ! net::ERR_FAILED`;
    const strangers = blocked('https://stranger.example', 'DELETE');

    test('leaves out what a page of another origin asked in the same tab', () => {
      const own = blocked('http://localhost:3000', 'PUT');
      const report = analyze(parseTranscripts([strangers, own, strangers].join('\n---\n')));
      const [, one] = report.traces;
      const page = one && pagePolicy(one, report);
      expect(page?.policy).toMatchObject({ wouldAllow: 1, of: 1 });
      expect(page?.policy.policy).toMatchObject({ origins: ['http://localhost:3000'], methods: ['PUT'] });
      expect(page?.subjects).toEqual([one]);
    });

    test('takes nothing from an origin that the server lets in today', () => {
      const own = blocked('http://localhost:3000', 'PUT');
      const works = `page https://partner.example
        > GET ${API}
        < 200
        Access-Control-Allow-Origin: https://partner.example
        ! completed`;
      const report = analyze(parseTranscripts([works, strangers, own].join('\n---\n')));
      const one = report.traces.at(-1);
      expect((one && pagePolicy(one, report))?.policy.policy).toMatchObject({
        origins: ['http://localhost:3000', 'https://partner.example'],
        methods: ['GET', 'PUT'],
      });
    });

    test('is the policy of the server where one origin asked all of it', () => {
      const report = analyze(parseTranscripts([strangers, strangers].join('\n---\n')));
      const [one] = report.traces;
      expect(one && pagePolicy(one, report)?.policy).toBe(report.policies[0]);
    });
  });

  test('nothing for no traces', () => {
    expect(analyze([])).toMatchObject({ traces: [], policies: [] });
  });
});

describe('toReportJson', () => {
  const meta = {
    version: '1.2.3',
    browser: 'chromium',
    tab: { id: 7, origin: 'http://localhost:3000' },
    capturedFrom: 1,
    dropped: 2,
  } as const;

  function jsonOf(...traces: FetchTrace[]) {
    return toReportJson(analyze(traces), meta);
  }

  test('unknown facts are null, header names lower-case, the terminal error on the last hop', () => {
    const [trace] = jsonOf(
      parseTranscript(`${PAGE}
        > OPTIONS ${API}
        Access-Control-Request-Method: PUT
        < 500
        X-Mixed-Case: 1
        ! net::ERR_FAILED`),
    ).traces;
    expect(trace?.credentials).toEqual({ value: null, source: 'unknown' });
    expect(trace?.hops[0]).toMatchObject({
      origin: 'http://localhost:3000',
      status: null,
      netError: 'net::ERR_FAILED',
    });
    expect(trace?.hops[0]?.preflight?.responseHeaders).toContainEqual(['x-mixed-case', '1']);
    expect(trace?.cause).toMatchObject({ phase: 'preflight', hop: 0, chromium: 'PreflightMissingAllowOriginHeader' });
  });

  test('meta and policies are carried over', () => {
    const json = jsonOf(parseTranscript(`${PAGE}\n> GET ${API}\n< 200\n! net::ERR_FAILED`));
    expect(json).toMatchObject({
      format: 'whycors-report/1',
      generator: 'whycors 1.2.3',
      dropped: 2,
      capturedFrom: 1,
      tab: meta.tab,
    });
    expect(json.policies).toMatchObject([{ server: 'http://localhost:8000', wouldAllow: 1, of: 1 }]);
  });

  test('the initiator is null when nothing told it', () => {
    const json = jsonOf(parseTranscript(`page unknown\n> GET ${API}\n< 200\n! net::ERR_FAILED`));
    expect(json.traces[0]?.initiatorOrigin).toBeNull();
  });
});
