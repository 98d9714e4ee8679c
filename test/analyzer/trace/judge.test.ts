import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import { knownValue } from '../../../src/analyzer/fetch/known.ts';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import { judge } from '../../../src/analyzer/trace/judge.ts';
import { Capture } from '../../support/capture.ts';
import { parseTranscript } from '../../support/transcript.ts';

interface Row {
  readonly title: string;
  readonly transcript: string;
  readonly verdict: string;
  readonly blockedBy?: string;
  readonly reason?: string;
  readonly phase?: string;
  readonly expected?: string | null;
  readonly observed?: string | null;
  readonly credentials?: string;
  readonly missing?: readonly string[];
}

const ORIGIN = 'http://localhost:3000';
const PAGE = `page ${ORIGIN}`;
const API = 'http://localhost:8000/api/items';
const GET = `${PAGE}\n> GET ${API}`;
const PREFLIGHT = `${PAGE}\n> OPTIONS ${API}\nAccess-Control-Request-Method: PUT`;
const OWN = 'Access-Control-Allow-Origin: http://localhost:3000';

const ROWS: readonly Row[] = [
  {
    title: 'allowed when the star meets a request that completed, whatever the credentials mode could have been',
    transcript: `${GET}\n< 200\nAccess-Control-Allow-Origin: *\n! completed`,
    verdict: 'allowed',
    expected: 'allowed',
    observed: 'allowed',
    credentials: 'same-origin',
  },
  {
    title: 'blocked with include inferred when the star meets a failed request',
    transcript: `${GET}\n< 200\nAccess-Control-Allow-Origin: *\n! net::ERR_FAILED`,
    verdict: 'blocked',
    blockedBy: 'cors',
    reason: 'allow-origin-wildcard-with-credentials',
    phase: 'actual',
    credentials: 'include',
  },
  {
    title: 'blocked without a pair when the header is missing, because both credentials modes say the same',
    transcript: `${GET}\n< 200\n! net::ERR_FAILED`,
    verdict: 'blocked',
    blockedBy: 'cors',
    reason: 'allow-origin-missing',
    expected: 'blocked',
    observed: 'blocked',
    missing: [],
  },
  {
    title: 'blocked at the preflight when its status is not ok and the page reported its credentials mode',
    transcript: `credentials same-origin\n${PREFLIGHT}\n< 404\n${OWN}\n! net::ERR_FAILED`,
    verdict: 'blocked',
    blockedBy: 'cors',
    reason: 'preflight-status-not-ok',
    phase: 'preflight',
  },
  {
    title: 'blocked by the network when the server is down, with nothing predicted',
    transcript: `${GET}\n! net::ERR_CONNECTION_REFUSED`,
    verdict: 'blocked',
    blockedBy: 'network',
    expected: null,
    observed: 'blocked',
  },
  {
    title: 'blocked by the client when an extension stopped it',
    transcript: `${GET}\n! net::ERR_BLOCKED_BY_CLIENT`,
    verdict: 'blocked',
    blockedBy: 'client',
  },
  {
    title: 'aborted when the page gave up before any response',
    transcript: `${GET}\n! net::ERR_ABORTED`,
    verdict: 'blocked',
    blockedBy: 'aborted',
  },
  {
    title: 'allowed when the page stopped reading after the response was let through',
    transcript: `${GET}\n< 200\n${OWN}\n! net::ERR_ABORTED after response`,
    verdict: 'allowed',
  },
  {
    title: 'opaque when a no-cors request completed',
    transcript: `mode no-cors\n${GET}\n< 200\n! completed`,
    verdict: 'opaque',
    expected: null,
  },
  {
    title: 'blocked by policy when the server restricts the resource to its own site',
    transcript: `mode no-cors\n${GET}\n< 200\nCross-Origin-Resource-Policy: same-origin\n! net::ERR_BLOCKED_BY_RESPONSE`,
    verdict: 'blocked',
    blockedBy: 'policy',
  },
  {
    title: 'undetermined while the response is awaited',
    transcript: `${GET}\n! pending`,
    verdict: 'undetermined',
    missing: ['response'],
  },
  {
    title: 'blocked and in disagreement when the headers are fine but the browser refused',
    transcript: `credentials same-origin\n${GET}\n< 200\n${OWN}\n! net::ERR_FAILED`,
    verdict: 'blocked',
    blockedBy: 'cors',
    expected: 'allowed',
    observed: 'blocked',
  },
  {
    title: 'allowed and in disagreement when the browser delivered what the headers forbid',
    transcript: `credentials same-origin\n${GET}\n< 200\n! completed`,
    verdict: 'allowed',
    expected: 'blocked',
    observed: 'allowed',
  },
  {
    title: 'blocked from headers alone in Firefox, whose requests complete all the same',
    transcript: `browser firefox\ncredentials same-origin\n${GET}\n< 200\n! completed`,
    verdict: 'blocked',
    blockedBy: 'cors',
    reason: 'allow-origin-missing',
    observed: null,
  },
  {
    title: 'undetermined in Firefox when only the credentials mode decides',
    transcript: `browser firefox\n${GET}\n< 200\nAccess-Control-Allow-Origin: *\n! completed`,
    verdict: 'undetermined',
    missing: ['credentials-mode'],
  },
  {
    title: 'undetermined in Firefox when the fetch ends with a redirect that it was not to follow',
    transcript: `browser firefox\ncredentials same-origin\n${GET}\n< 302\n${OWN}\nLocation: /other\n! completed`,
    verdict: 'undetermined',
    expected: 'allowed',
    missing: ['redirect-mode'],
  },
  {
    title: 'allowed in Firefox when the page says that it wanted the redirect itself',
    transcript: `browser firefox\nredirect manual\ncredentials same-origin\n${GET}\n< 302\n${OWN}\nLocation: /other\n! completed`,
    verdict: 'allowed',
    missing: [],
  },
  {
    title: 'blocked by the redirect in Firefox when the page says that it wanted none',
    transcript: `browser firefox\nredirect error\ncredentials same-origin\n${GET}\n< 302\n${OWN}\nLocation: /other\n! completed`,
    verdict: 'blocked',
    blockedBy: 'redirect',
    missing: [],
  },
  {
    title: 'in disagreement with the browser when the credentials mode that the page told does not explain it',
    transcript: `credentials omit\n${GET}\n< 200\nAccess-Control-Allow-Origin: *\n! net::ERR_FAILED`,
    verdict: 'blocked',
    expected: 'allowed',
    observed: 'blocked',
    credentials: 'omit',
  },
  {
    title: 'blocked in Firefox when that redirect lacks the header',
    transcript: `browser firefox\ncredentials same-origin\n${GET}\n< 302\nLocation: /other\n! completed`,
    verdict: 'blocked',
    reason: 'allow-origin-missing',
    phase: 'redirect',
  },
  {
    title: 'a lost connection when Firefox refuses a response without status and headers',
    transcript: `browser firefox\ncredentials same-origin\n${GET}\n! NS_ERROR_NET_ON_RECEIVING_FROM`,
    verdict: 'blocked',
    blockedBy: 'network',
  },
  {
    title: 'a lost connection when Firefox refuses such a response after a preflight that passed',
    transcript: `browser firefox\ncredentials same-origin\n${PREFLIGHT}\n< 200\n${OWN}\nAccess-Control-Allow-Methods: PUT\n> PUT ${API}\n! NS_ERROR_NET_ON_RECEIVING_FROM`,
    verdict: 'blocked',
    blockedBy: 'network',
  },
  {
    title: 'a lost connection when a worker in Firefox gets no answer after a preflight that passed',
    transcript: `browser firefox\ncredentials same-origin\n${PREFLIGHT}\n< 200\n${OWN}\nAccess-Control-Allow-Methods: PUT\n> PUT ${API}\n! NS_ERROR_DOM_BAD_URI`,
    verdict: 'blocked',
    blockedBy: 'network',
  },
  {
    title: 'a lost connection when a worker in Firefox gets no answer and had nothing to ask for',
    transcript: `browser firefox\ncredentials same-origin\n${GET}\n! NS_ERROR_DOM_BAD_URI`,
    verdict: 'blocked',
    blockedBy: 'network',
  },
  {
    title: 'unexplained when Firefox refuses a request whose preflight was not seen',
    transcript: `browser firefox\ncredentials same-origin\n${PAGE}\n> PUT ${API}\n! NS_ERROR_DOM_BAD_URI`,
    verdict: 'blocked',
    blockedBy: 'cors',
  },
  {
    title: 'blocked by the preflight that Firefox rejected, although its request got no response either',
    transcript: `browser firefox\ncredentials same-origin\n${PREFLIGHT}\n< 200\n> PUT ${API}\n! NS_ERROR_DOM_BAD_URI`,
    verdict: 'blocked',
    blockedBy: 'cors',
    reason: 'allow-origin-missing',
    phase: 'preflight',
  },
  {
    title: 'include when a Cookie header went across origins',
    transcript: `${GET}\nCookie: ‹redacted›\n< 200\n${OWN}\nAccess-Control-Allow-Credentials: true\n! completed`,
    verdict: 'allowed',
    credentials: 'include',
  },
  {
    title: 'blocked on the 3xx when it lacks the header',
    transcript: `${GET}\n< 302\nLocation: /other\n! net::ERR_FAILED`,
    verdict: 'blocked',
    reason: 'allow-origin-missing',
    phase: 'redirect',
  },
  {
    title: 'blocked for a null origin after a redirect to another origin',
    transcript: `${GET}\n< 302\n${OWN}\nLocation: http://localhost:9000/x\n> GET http://localhost:9000/x\n< 200\n${OWN}\n! net::ERR_FAILED`,
    verdict: 'blocked',
    reason: 'allow-origin-mismatch',
    phase: 'actual',
  },
];

describe('judge', () => {
  for (const row of ROWS) {
    test(row.title, () => {
      const judgement = judge(parseTranscript(row.transcript));
      expect(judgement.verdict).toBe(row.verdict);
      expect(judgement.blockedBy).toBe(row.blockedBy ?? (row.verdict === 'blocked' ? 'cors' : null));
      if (row.reason !== undefined) expect(judgement.failure?.reason?.kind).toBe(row.reason);
      if (row.phase !== undefined) expect(judgement.failure?.phase).toBe(row.phase);
      if (row.expected !== undefined) expect(judgement.expected).toBe(row.expected);
      if (row.observed !== undefined) expect(judgement.observed).toBe(row.observed);
      if (row.credentials !== undefined) expect(knownValue(judgement.credentials)).toBe(row.credentials);
      if (row.missing !== undefined) expect(judgement.missing).toEqual(row.missing);
      if (row.expected && row.observed) expect(judgement.disagrees).toBe(row.expected !== row.observed);
    });
  }

  test('two candidates, the one without credentials first, when a preflight fails differently with and without them', () => {
    const trace = parseTranscript(`${PREFLIGHT}\n< 404\n${OWN}\n! net::ERR_FAILED`);
    const judgement = judge(trace);
    expect(judgement.verdict).toBe('blocked');
    expect(
      judgement.candidates.map(({ credentialsMode, failure }) => [credentialsMode, failure?.reason?.kind]),
    ).toEqual([
      ['same-origin', 'preflight-status-not-ok'],
      ['include', 'allow-credentials-not-true'],
    ]);
    expect(judgement.missing).toEqual(['credentials-mode']);
  });

  test.each([
    [undefined, 'undetermined', null, ['redirect-mode']],
    ['manual', 'allowed', null, []],
    ['error', 'blocked', 'redirect', []],
    ['follow', 'blocked', 'redirect', []],
  ] as const)('a redirect given up, with %s told by the page, is %s', (redirectMode, verdict, blockedBy, missing) => {
    const text = `${GET}\n< 302\n${OWN}\nLocation: /other\n! net::ERR_ABORTED`;
    const { hops, ...trace } = parseTranscript(text);
    const stopped = hops.map((hop) => ({ ...hop, redirect: { to: `${API}/x`, status: 302, byExtension: false } }));
    const pageReport = redirectMode === undefined ? {} : { redirectMode };
    expect(judge({ ...trace, hops: stopped, pageReport })).toMatchObject({ verdict, blockedBy, missing });
  });

  test('the first redirect away from the page, given up after the next request has begun, is undetermined', () => {
    const capture = new Capture();
    const start = capture
      .request('1', `${ORIGIN}/start`)
      .sends()
      .receives(302, [['Location', API]]);
    start.redirects(API).arrives().fails();
    const [trace] = assemble(capture.observations, 'chromium');
    expect(trace && judge(trace)).toMatchObject({ verdict: 'undetermined', missing: ['redirect-mode'] });
  });

  test('a preflight to the page that asks, at the end of a chain that comes home, is what failed', () => {
    const capture = new Capture();
    const home = `${ORIGIN}/home`;
    const put = capture.request('1', API, { method: 'PUT' });
    const allowed: HeaderList = [
      ['Access-Control-Allow-Origin', '*'],
      ['Access-Control-Allow-Methods', 'PUT'],
    ];
    const answer: HeaderList = [['Location', home], ...allowed];
    capture.preflight('2', API, 'PUT').receives(204, allowed).completes(204, allowed);
    put.sends().receives(307, answer).redirects(home, 307, answer).arrives();
    capture.preflight('3', home, 'PUT').receives(204).completes(204);
    put.fails();
    const [trace, ...more] = assemble(capture.observations, 'chromium');
    expect(more).toEqual([]);
    expect(trace && judge(trace).failure).toMatchObject({ phase: 'preflight', hop: 1, check: 'allow-origin-present' });
  });

  test('a preflight that Firefox rejects for what it hides is not taken for a lost connection', () => {
    const capture = new Capture();
    const put = capture.request('1', API, { method: 'PUT' }).sends();
    const allowed: HeaderList = [
      ['Access-Control-Allow-Origin', ORIGIN],
      ['Access-Control-Allow-Credentials', 'true'],
      ['Access-Control-Allow-Methods', 'PUT'],
    ];
    capture.preflight('2', API, 'PUT').receives(204, allowed).starts(204).fails('NS_ERROR_DOM_BAD_URI');
    put.fails('NS_ERROR_DOM_BAD_URI');
    const [trace] = assemble(capture.observations, 'firefox');
    expect(trace && judge(trace)).toMatchObject({ verdict: 'blocked', blockedBy: 'cors', failure: undefined });
  });

  test('a preflight is named as cached when it was needed, none was seen, and the request went out', () => {
    const judgement = judge(parseTranscript(`${PAGE}\n> PUT ${API}\n< 200\n${OWN}\n! completed`));
    expect(judgement.preflights[0]).toMatchObject({ needed: true, state: 'cached', unsafeMethod: 'PUT' });
  });
});
