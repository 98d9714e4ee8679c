import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/analyzer/analyze.ts';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import { knownValue } from '../../../src/analyzer/fetch/known.ts';
import { plainText } from '../../../src/analyzer/rules/prose.ts';
import { explainVerdict } from '../../../src/analyzer/story.ts';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../../src/analyzer/trace/fetch-trace.ts';
import { judge } from '../../../src/analyzer/trace/judge.ts';
import type { PageFacts } from '../../../src/analyzer/trace/observation.ts';
import { API, Capture, PAGE } from '../../support/capture.ts';
import { parseTranscript } from '../../support/transcript.ts';

const OWN: HeaderList = [['Access-Control-Allow-Origin', PAGE]];
/** With and without credentials. */
const ALLOWED: HeaderList = [...OWN, ['Access-Control-Allow-Credentials', 'true']];
const OTHER: HeaderList = [['Access-Control-Allow-Origin', 'https://other.example']];
const STAR: HeaderList = [['Access-Control-Allow-Origin', '*']];

/** Verdict, then the reason and the phase of the failing check, as far as there are any. */
function judged(trace: FetchTrace) {
  const { verdict, failure } = judge(trace);
  return [verdict, ...(failure?.reason ? [failure.reason.kind, failure.phase] : [])].join(' ');
}

function judgedAlone(capture: Capture, browser: FetchTrace['browser'] = 'chromium') {
  const [trace, ...more] = assemble(capture.observations, browser);
  if (!trace || more.length > 0) throw new Error(`${more.length + (trace ? 1 : 0)} traces instead of one`);
  return judged(trace);
}

const fromText = (text: string) => judged(parseTranscript(text));

describe('a revalidated response is judged by its merged headers', () => {
  test.each<[string, HeaderList, string]>([
    ['the stored ones where the 304 says nothing', ALLOWED, 'allowed'],
    ['those of the 304 where the stored ones name none', [...ALLOWED, ['ETag', '"1"']], 'allowed'],
    ['the updated ones where it names another origin', OTHER, 'blocked allow-origin-mismatch actual'],
  ])('%s', (_title, merged, expected) => {
    const chromium = new Capture();
    const request = chromium.request('1', API).sends().receives(200, merged);
    if (expected === 'allowed') request.starts(200, true).completes(200, merged, true);
    else request.fails();
    expect(judgedAlone(chromium)).toBe(expected);

    const firefox = new Capture();
    firefox
      .request('1', API)
      .sends()
      .receives(304, merged === ALLOWED ? [] : merged)
      .receives(200, merged, true)
      .starts(200, true)
      .completes(200, merged, true);
    expect(judgedAlone(firefox, 'firefox')).toBe(expected);
  });

  test('a 304 that a script asked for itself is judged like any answer', () => {
    const capture = new Capture();
    const request = capture.request('1', API);
    capture
      .preflight('2', API, 'GET', 'if-none-match')
      .receives(204, [...OWN, ['Access-Control-Allow-Headers', 'if-none-match']])
      .completes(204, [...OWN, ['Access-Control-Allow-Headers', 'if-none-match']]);
    request
      .sends([['If-None-Match', '"x"']])
      .receives(304)
      .fails();
    expect(judgedAlone(capture)).toBe('blocked allow-origin-missing actual');
  });
});

describe('other extensions', () => {
  test('their additions count: Chromium shows them once the response was let through', () => {
    const capture = new Capture();
    capture.request('1', API).sends().receives(200).starts().completes(200, STAR);
    expect(judgedAlone(capture)).toBe('allowed');
  });

  test('what they took away is not seen, so the headers look fine and the cause is not explained', () => {
    const capture = new Capture();
    capture
      .request('1', API)
      .sends([['Cookie', '‹redacted›']])
      .receives(200, [...OWN, ['Access-Control-Allow-Credentials', 'true']])
      .fails();
    const [analyzed] = analyze(assemble(capture.observations, 'chromium')).traces;
    expect(analyzed?.judgement).toMatchObject({
      verdict: 'blocked',
      expected: 'allowed',
      observed: 'blocked',
      disagrees: true,
    });
    expect(analyzed?.cause?.rule).toBe('response-unexplained');
    expect(analyzed?.browserNames.chromium).toBeNull();
  });

  test('what they took from a preflight is seen, because its own request completes', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    capture
      .preflight('2', API, 'PUT')
      .receives(204, OWN)
      .starts(204)
      .completes(204, [['Vary', 'Origin']]);
    put.fails();
    expect(judgedAlone(capture)).toBe('blocked allow-origin-missing preflight');
  });

  test.each<[string, HeaderList, string]>([
    ['names the page', OWN, 'blocked allow-origin-mismatch actual'],
    ['is null', [['Access-Control-Allow-Origin', 'null']], 'allowed'],
  ])('their redirect is not checked, but taints the origin: the header %s', (_title, headers, expected) => {
    const other = 'http://localhost:9000/items';
    const capture = new Capture();
    const request = capture.request('1', API).redirects(other, 307, []).arrives().sends().receives(200, headers);
    if (expected === 'allowed') request.starts().completes(200, headers);
    else request.fails();
    expect(judgedAlone(capture)).toBe(expected);
  });

  test('their blocking is theirs, not the server’s', () => {
    const capture = new Capture();
    capture.request('1', API).fails('net::ERR_BLOCKED_BY_CLIENT');
    expect(judgedAlone(capture)).toBe('blocked');
  });
});

describe('a second preflight after a redirect', () => {
  const chain = (browser: string, second: string, end: string) => `
    browser ${browser}
    credentials same-origin
    page http://app.localhost:3000
    > OPTIONS http://api.localhost:8000/a
    Access-Control-Request-Method: GET
    Access-Control-Request-Headers: x-test
    < 204
    Access-Control-Allow-Origin: *
    Access-Control-Allow-Headers: x-test
    > GET http://api.localhost:8000/a
    X-Test: 1
    < 302
    Location: http://third.localhost:9000/b
    Access-Control-Allow-Origin: *
    > OPTIONS http://third.localhost:9000/b
    Access-Control-Request-Method: GET
    Access-Control-Request-Headers: x-test
    < 204
    Access-Control-Allow-Origin: ${second}
    Access-Control-Allow-Headers: x-test
    ${end}`;
  const sent = '> GET http://third.localhost:9000/b\nX-Test: 1\n< 200\nAccess-Control-Allow-Origin: *\n! completed';

  test('must allow "null" in Chromium', () => {
    expect(fromText(chain('chromium', 'http://app.localhost:3000', '! net::ERR_FAILED'))).toBe(
      'blocked allow-origin-mismatch preflight',
    );
    expect(fromText(chain('chromium', 'null', sent))).toBe('allowed');
  });

  test('must allow the page in Firefox', () => {
    expect(fromText(chain('firefox', 'http://app.localhost:3000', sent))).toBe('allowed');
    expect(fromText(chain('firefox', 'null', '! NS_ERROR_DOM_BAD_URI'))).toBe(
      'blocked allow-origin-mismatch preflight',
    );
  });
});

describe('opaque initiators', () => {
  test.each<[string, HeaderList, string]>([
    ['passes with null', [['Access-Control-Allow-Origin', 'null']], 'allowed'],
    ['fails with an origin', OWN, 'blocked allow-origin-mismatch actual'],
    ['fails without a header even on the server of its own document', [], 'blocked allow-origin-missing actual'],
  ])('a sandboxed frame %s', (_title, headers, expected) => {
    const capture = new Capture();
    const request = capture
      .request('1', `${PAGE}/data`, { initiatorOrigin: 'null', frameId: 3 })
      .sends([['Sec-Fetch-Mode', 'cors']])
      .receives(200, headers);
    if (expected === 'allowed') request.starts().completes(200, headers);
    else request.fails();
    expect(judgedAlone(capture)).toBe(expected);
  });

  test('Firefox names no initiator: the Origin header tells', () => {
    const text =
      'browser firefox\npage unknown\n> GET http://api.localhost:8000/\nOrigin: null\nSec-Fetch-Mode: cors\n< 200\n! completed';
    expect(fromText(text)).toBe('blocked allow-origin-missing actual');
  });
});

describe('workers and service workers', () => {
  test('a worker in Firefox belongs to no document, and its preflight is found all the same', () => {
    const capture = new Capture();
    const begin = { documentId: null, method: 'PUT' } as const;
    const put = capture.request('1', API, begin).sends();
    capture
      .preflight('2', API, 'PUT', '', { documentId: null })
      .receives(204)
      .completes(204)
      .fails('NS_ERROR_DOM_BAD_URI');
    put.fails('NS_ERROR_DOM_BAD_URI');
    expect(judgedAlone(capture, 'firefox')).toBe('blocked allow-origin-missing preflight');
  });

  test('the request of a service worker is judged, and what the page makes of it left open', () => {
    const [analyzed] = analyze([
      parseTranscript(`service-worker\npage ${PAGE}\n> GET ${API}\n< 200\nAccess-Control-Allow-Origin: *\n! completed`),
    ]).traces;
    expect(analyzed?.judgement.verdict).toBe('allowed');
    expect(analyzed && plainText(explainVerdict(analyzed).explanation)).toContain('not visible');
  });
});

describe('beacons', () => {
  test('include credentials always, so that a failed preflight has one reason', () => {
    const capture = new Capture();
    const beacon = capture.request('1', API, { method: 'POST', type: 'ping' });
    capture.preflight('2', API, 'POST', 'content-type', { type: 'other' }).receives(403, STAR).completes(403, STAR);
    beacon.fails();
    const [trace] = assemble(capture.observations, 'chromium');
    const judgement = trace && judge(trace);
    expect(judgement?.candidates).toEqual([]);
    expect(judgement?.credentials).toMatchObject({ value: 'include', source: 'inferred' });
    expect(judgement?.failure?.reason?.kind).toBe('allow-origin-wildcard-with-credentials');
  });

  test('of a safelisted type are no-cors, also where no header says so', () => {
    expect(fromText(`type ping\npage ${PAGE}\n> POST http://plain.example/\n< 204\n! completed`)).toBe('opaque');
  });
});

describe('an EventSource', () => {
  test('needs no preflight, although it asks for fresh events', () => {
    const judgement = judge(
      parseTranscript(
        `page ${PAGE}\n> GET ${API}\nAccept: text/event-stream\nCache-Control: no-cache\n< 200\n${'Access-Control-Allow-Origin: *'}\n! completed`,
      ),
    );
    expect(judgement.verdict).toBe('allowed');
    expect(judgement.preflights).toMatchObject([{ needed: false, state: 'not-needed' }]);
  });

  test('with credentials is told by its outcome', () => {
    const judgement = judge(
      parseTranscript(
        `page ${PAGE}\n> GET ${API}\nAccept: text/event-stream\n< 200\nAccess-Control-Allow-Origin: *\n! net::ERR_FAILED`,
      ),
    );
    expect(judgement.failure?.reason?.kind).toBe('allow-origin-wildcard-with-credentials');
    expect(knownValue(judgement.credentials)).toBe('include');
  });
});

describe('plain http servers, which get no Sec-Fetch headers', () => {
  const plain = (rest: string) => fromText(`page http://app.example\n${rest}`);

  test.each([
    [
      'a GET with Origin is cors',
      '> GET http://plain.example/\n< 200\n! net::ERR_FAILED',
      'blocked allow-origin-missing actual',
    ],
    ['a GET without is not', '> GET http://plain.example/\nOrigin:\n< 200\n! completed', 'opaque'],
    [
      'a POST that failed is cors',
      '> POST http://plain.example/\n< 200\n! net::ERR_FAILED',
      'blocked allow-origin-missing actual',
    ],
    [
      'a POST that got through without a header was no-cors',
      '> POST http://plain.example/\n< 200\n! completed',
      'opaque',
    ],
    [
      'a POST that is allowed counts as cors',
      '> POST http://plain.example/\n< 200\nAccess-Control-Allow-Origin: http://app.example\n! completed',
      'allowed',
    ],
    [
      'a preflight proves cors',
      '> OPTIONS http://plain.example/\nAccess-Control-Request-Method: PUT\n< 204\n! net::ERR_FAILED',
      'blocked allow-origin-missing preflight',
    ],
  ])('%s', (_title, rest, expected) => {
    expect(plain(rest)).toBe(expected);
  });

  test('a POST without a header is left open in Firefox, which ends it the same way in both modes', () => {
    const text = 'browser firefox\npage http://app.example\n> POST http://plain.example/\n< 200\n! completed';
    const [analyzed] = analyze([parseTranscript(text)]).traces;
    expect(analyzed?.judgement).toMatchObject({ verdict: 'undetermined', missing: ['request-mode'] });
    expect(analyzed?.cause).toBeUndefined();
    expect(analyzed?.findings.map(({ rule }) => rule)).toContain('allow-origin-missing');
  });

  test('a POST that is allowed may have been no-cors all the same, which is said', () => {
    const text =
      'page http://app.example\n> POST http://plain.example/\n< 200\nAccess-Control-Allow-Origin: *\n! completed';
    expect(judge(parseTranscript(text))).toMatchObject({ verdict: 'allowed', missing: ['request-mode'] });
  });

  test('a redirect that was stopped before it was announced was stopped by CORS', () => {
    const capture = new Capture();
    const location: HeaderList = [['Location', 'http://user@plain.example/']];
    const begin = { initiatorOrigin: 'http://app.example' };
    capture.request('1', 'http://app.example/', begin).sends().receives(302, location).fails();
    expect(judgedAlone(capture)).toBe('blocked redirect-with-userinfo redirect');
  });

  test('a POST that got through without a header is not called a disagreement', () => {
    const judgement = judge(
      parseTranscript('page http://app.example\n> POST http://plain.example/\n< 200\n! completed'),
    );
    expect(judgement).toMatchObject({ disagrees: false, usesCors: false });
    expect(judgement.mode).toMatchObject({ value: 'no-cors', source: 'inferred' });
  });
});

describe('redirects that are not followed', () => {
  const moved = (mode: string, told: PageFacts = {}) => {
    const capture = new Capture();
    const to = 'http://localhost:9000/';
    capture
      .request('1', `${PAGE}/moved`, {})
      .sends([['Sec-Fetch-Mode', mode]])
      .receives(302, [...OWN, ['Location', to]])
      .redirects(to)
      .at(`${PAGE}/moved`)
      .fails('net::ERR_ABORTED')
      .reports(told);
    return judgedAlone(capture);
  };

  test.each<[string, PageFacts, string]>([
    ['open as long as the page says nothing', {}, 'undetermined'],
    ['refused when the page wanted to follow', { redirectMode: 'follow' }, 'blocked'],
    ['refused when the page wanted none', { redirectMode: 'error' }, 'blocked'],
    ['handed over when the page wanted to see them', { redirectMode: 'manual' }, 'allowed'],
  ])('are, in mode same-origin and out of the origin, %s', (_title, told, verdict) => {
    expect(moved('same-origin', told)).toBe(verdict);
  });

  test('were never looked at in Firefox, so that a password in the URL does not matter', () => {
    const unfollowed = (headers: HeaderList) => {
      const capture = new Capture();
      const location = ['Location', 'http://user:secret@localhost:9000/'] as const;
      capture
        .request('1', API)
        .sends([['Sec-Fetch-Mode', 'cors']])
        .receives(302, [...headers, location])
        .starts(302)
        .completes(302, [...headers, location]);
      return judgedAlone(capture, 'firefox');
    };
    expect(unfollowed(ALLOWED)).toBe('undetermined');
    expect(unfollowed([])).toBe('blocked allow-origin-missing redirect');
  });

  test('leave open which redirect mode it was in mode cors', () => {
    expect(moved('cors')).toBe('undetermined');
  });
});

test('a keepalive request that Firefox ends with an error is judged by its headers all the same', () => {
  const capture = new Capture();
  capture
    .request('1', API, { documentId: null })
    .sends([['Sec-Fetch-Mode', 'cors']])
    .receives(200)
    .fails('NS_ERROR_DOM_BAD_URI');
  expect(judgedAlone(capture, 'firefox')).toBe('blocked allow-origin-missing actual');
});

test('a request that the browser ended without an answer or a word is not given a CORS reason', () => {
  const capture = new Capture();
  capture.request('1', API).sends().fails();
  expect(judgedAlone(capture)).toBe('blocked');
});

describe('what Chromium gives up before an answer, without a reason', () => {
  const named = (capture: Capture) => {
    const [analyzed] = analyze(assemble(capture.observations, 'chromium')).traces;
    return [analyzed?.judgement.verdict, analyzed?.cause?.rule, analyzed?.browserNames.chromium];
  };

  const ASKING: HeaderList = [
    ['Access-Control-Request-Method', 'PUT'],
    ['Origin', PAGE],
  ];

  test('is refused access to the local network when the preflight ends so', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    capture.request('2', API, { method: 'OPTIONS' }).sends(ASKING).fails();
    put.fails();
    expect(named(capture)).toEqual(['blocked', 'local-network-blocked', 'LocalNetworkAccessPermissionDenied']);
  });

  test('is the failure of the connection when the preflight says so', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    capture.request('2', API, { method: 'OPTIONS' }).sends(ASKING).fails('net::ERR_CONNECTION_RESET');
    put.fails();
    expect(named(capture)).toEqual(['blocked', 'connection-lost', null]);
  });

  test('named another address space when the actual request ends so', () => {
    const capture = new Capture();
    capture
      .request('1', API)
      .sends([['Origin', PAGE]])
      .fails();
    expect(named(capture)).toEqual(['blocked', 'address-space-mismatch', 'InvalidLocalNetworkAccess']);
  });

  test('is not explained when not even the preflight was sent', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' });
    capture.request('2', API, { method: 'OPTIONS' }).fails();
    put.fails();
    expect(named(capture)).toEqual(['blocked', 'response-unexplained', null]);
  });

  test.each(['xmlhttprequest', 'script'])('is of a scheme without CORS when a %s leads to a file', (type) => {
    const capture = new Capture();
    capture.request('1', 'file:///home/me/items.js', { type, initiatorOrigin: 'null' }).fails();
    expect(named(capture)).toEqual(['blocked', 'scheme-invalid', 'CorsDisabledScheme']);
  });
});
