import type { Ask, CaseHop, TableCase } from '../case.ts';
import {
  ALLOWED,
  allowCredentials,
  allowHeaders,
  allowMethods,
  allowOrigin,
  answer,
  credentials,
  disallowedHeader,
  type Expected,
  IN_TURNS,
  location,
  MISSING,
  maxAge,
  mismatch,
  NOTHING,
  ok,
  PASS,
  PREFLIGHT_MISSING,
  row,
  STAR,
  to,
  X_OTHER,
  X_TEST,
  X_TEST_TWICE,
} from './build.ts';

const FRESH = 'Cache-Control: max-age=600';

/** GET with X-Test twice; the preflight allows it and says this about its age. */
function aged(id: string, title: string, preflights: readonly [number, number], ...lines: string[]): TableCase {
  return repeated(
    id,
    title,
    PASS,
    X_TEST_TWICE,
    preflights,
    to('T', ALLOWED, ok(allowOrigin('{O}'), allowHeaders('x-test'), ...lines)),
  );
}

function repeated(
  id: string,
  title: string,
  expected: Expected | readonly Expected[],
  ask: readonly Partial<Ask>[],
  preflights: readonly [chromium: number, firefox: number],
  hop: CaseHop,
): TableCase {
  return row(id, title, expected, { ask, preflights, hops: [hop] });
}

const WITH_CREDENTIALS = ok(allowOrigin('{O}'), allowCredentials('true'), allowHeaders('x-test'));

/** Preflights that are remembered. */
const PREFLIGHT_CACHE_CASES: readonly TableCase[] = [
  aged('x01', 'no max-age', [1, 1]),
  aged('x02', 'max-age 0', [2, 2], maxAge('0')),
  aged('x03', 'max-age -1', [2, 2], maxAge('-1')),
  aged('x04', 'max-age abc', [1, 2], maxAge('abc')),
  aged('x05', 'max-age 600.5', [1, 2], maxAge('600.5')),
  aged('x06', 'max-age of twenty digits', [1, 1], maxAge('99999999999999999999')),
  aged('x07', 'max-age +5', [1, 2], maxAge('+5')),
  aged('x08', 'two lines of max-age', [1, 2], maxAge('5'), maxAge('10')),
  repeated(
    'x09',
    'a star for headers',
    PASS,
    X_TEST_TWICE,
    [1, 2],
    to('T', ALLOWED, ok(allowOrigin('{O}'), allowHeaders('*'))),
  ),
  repeated(
    'x10',
    'a star for methods',
    PASS,
    [{ method: 'PUT' }, { method: 'PUT' }],
    [1, 2],
    to('T', ALLOWED, ok(allowOrigin('{O}'), allowMethods('*'))),
  ),
  {
    ...repeated(
      'x11',
      'Authorization under a star',
      PASS,
      [{ headers: [['Authorization', 'x']] }, { headers: [['Authorization', 'x']] }],
      [2, 2],
      to('T', ALLOWED, ok(allowOrigin('{O}'), allowHeaders('*'))),
    ),
  },
  repeated(
    'x12',
    'without credentials, then with',
    PASS,
    [{ headers: X_TEST }, { headers: X_TEST, credentials: 'include' }],
    [2, 2],
    to('T', ALLOWED, WITH_CREDENTIALS),
  ),
  repeated(
    'x13',
    'with credentials, then without',
    PASS,
    [{ headers: X_TEST, credentials: 'include' }, { headers: X_TEST }],
    [1, 2],
    to('T', ALLOWED, WITH_CREDENTIALS),
  ),
  repeated(
    'x14',
    'another header that is listed too',
    PASS,
    [{ headers: X_TEST }, { headers: X_OTHER }],
    [1, 1],
    to('T', ALLOWED, ok(allowOrigin('{O}'), allowHeaders('x-test, x-other'))),
  ),
  repeated(
    'x15',
    'another header that is not listed, in between',
    [PASS, disallowedHeader('x-other'), PASS],
    IN_TURNS,
    [3, 3],
    to('T', ALLOWED, ok(allowOrigin('{O}'), allowHeaders('x-test'))),
  ),
  repeated(
    'x16',
    'HEAD',
    PASS,
    [
      { method: 'HEAD', headers: X_TEST },
      { method: 'HEAD', headers: X_TEST },
    ],
    [1, 2],
    to('T', ALLOWED, ok(allowOrigin('{O}'), allowHeaders('x-test'))),
  ),
  repeated(
    'x17',
    'cache modes that pass it by',
    PASS,
    [
      { headers: X_TEST },
      { headers: X_TEST, cache: 'reload' },
      { headers: X_TEST, cache: 'no-store' },
      { headers: X_TEST },
    ],
    [3, 3],
    to('T', ALLOWED, ok(allowOrigin('{O}'), allowHeaders('x-test'), maxAge('60'))),
  ),
  repeated(
    'x18',
    'the actual response is not allowed',
    MISSING,
    X_TEST_TWICE,
    [1, 2],
    to('T', NOTHING, ok(allowOrigin('{O}'), allowHeaders('x-test'), maxAge('60'))),
  ),
];

const DIGITS = '1'.repeat(128);

/** Requests that ask for much, or fail in ways of their own. */
const REQUEST_CASES: readonly TableCase[] = [
  row('x20', 'safelisted values of more than 1024 bytes in all', PREFLIGHT_MISSING, {
    ask: {
      method: 'POST',
      headers: [
        ['Accept', 'text/'.padEnd(128, 'x')],
        ['Accept-Language', 'en'.padEnd(128, 'x')],
        ['Content-Language', 'en'.padEnd(128, 'x')],
        ['Content-Type', 'text/plain;x='.padEnd(128, 'x')],
        ['Device-Memory', DIGITS],
        ['DPR', DIGITS],
        ['Downlink', DIGITS],
        ['Width', DIGITS],
        ['Viewport-Width', DIGITS],
        ['RTT', DIGITS],
      ],
      body: 'x',
    },
    hops: [to('T', STAR, NOTHING)],
  }),
  unlisted('x21', ['X-A', 'X-B', 'X-C']),
  unlisted('x22', ['X-C', 'X-B', 'X-A']),
  unlisted('x23', ['Zeta', 'Alpha', 'Content-Type']),
  unlisted('x24', ['Authorization', 'X-Requested-With', 'Content-Type']),
  row('x25', 'same site, with credentials', PASS, { ask: { credentials: 'include' }, hops: [to('S', ALLOWED)] }),
  row('x26', 'same site', PASS, { hops: [to('S', ok(allowOrigin('{O}')))] }),
  row('x31', 'keepalive', MISSING, { ask: { keepalive: true }, hops: [to('T', NOTHING)] }),
  row('x32', 'status 401', PASS, { hops: [to('T', answer('401 Unauthorized', allowOrigin('{O}')))] }),
  row('x33', 'status 204', MISSING, { hops: [to('T', answer('204 No Content'))] }),
  row('x34', 'status 300 with Location', PASS, {
    hops: [to('T', answer('300 Multiple Choices', location('/x'), allowOrigin('{O}')))],
  }),
  row('x36', 'an integrity that does not match', PASS, {
    ask: { integrity: 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
    hops: [to('T', STAR)],
    standard: 'fail',
    page: 'failed',
  }),
  row('x35', 'connection closed', [null, '', 'CORSDidNotSucceed2'], {
    hops: [to('T', { end: 'close' })],
    standard: 'fail',
    page: 'failed',
  }),
];

function unlisted(id: string, names: readonly string[]): TableCase {
  const withBody = names.includes('Content-Type');
  return row(id, `${names.join(', ')} not listed`, disallowedHeader(...names.map((name) => name.toLowerCase())), {
    ask: {
      headers: names.map((name) => [name, name === 'Content-Type' ? 'application/json' : '1'] as const),
      ...(withBody ? { method: 'POST', body: '{}' } : {}),
    },
    hops: [to('T', ALLOWED, ok(allowOrigin('{O}')))],
  });
}

/** Servers with names that browsers do not trust, which are told less about the request. */
const PLAIN_CASES: readonly TableCase[] = [
  row('n1', 'a plain server, with credentials', PASS, {
    ask: { credentials: 'include' },
    plain: true,
    hops: [to('T', ALLOWED)],
  }),
  row('n2', 'no-cors POST to a plain server', PASS, {
    ask: { method: 'POST', body: 'x', mode: 'no-cors' },
    plain: true,
    hops: [to('T', NOTHING)],
  }),
  row('n3', 'no-cors GET with credentials of a plain server', PASS, {
    ask: { mode: 'no-cors', credentials: 'include' },
    plain: true,
    hops: [to('T', NOTHING)],
  }),
];

/** The HTTP cache: what is stored is judged like what is sent. */
const HTTP_CACHE_CASES: readonly TableCase[] = [
  row('x27', 'stored without allow-origin by a no-cors request', [PASS, MISSING], {
    ask: [{ mode: 'no-cors' }, {}],
    hops: [to('T', ok(FRESH))],
  }),
  row('x28', 'stored and allowed', PASS, { ask: [{}, {}], hops: [to('T', ok(FRESH, allowOrigin('{O}')))] }),
  row('x29', 'stored for a request without credentials', [PASS, credentials('')], {
    ask: [{}, { credentials: 'include' }],
    hops: [to('T', ok(FRESH, allowOrigin('{O}')))],
  }),
  revalidated('r1', '304 without allow-origin', PASS, {}, [allowOrigin('{O}')], []),
  revalidated('r2', '304 for another origin', [PASS, mismatch('{U}')], {}, [allowOrigin('{O}')], [allowOrigin('{U}')]),
  revalidated('r3', '304 with allow-origin', PASS, { mode: 'no-cors' }, [], [allowOrigin('{O}')]),
  row('r4', 'If-None-Match of the script', MISSING, {
    ask: { headers: [['If-None-Match', '"x"']] },
    hops: [to('T', answer('304 Not Modified'), ok(allowOrigin('{O}'), allowHeaders('if-none-match')))],
  }),
];

function revalidated(
  id: string,
  title: string,
  expected: Expected | readonly Expected[],
  first: Partial<Ask>,
  stored: readonly string[],
  updated: readonly string[],
): TableCase {
  return row(id, title, expected, {
    ask: [first, { cache: 'no-cache' }],
    hops: [to('T', [ok('ETag: "x"', FRESH, ...stored), answer('304 Not Modified', 'ETag: "x"', FRESH, ...updated)])],
  });
}

/** Several at the same time. */
const CONCURRENT_CASES: readonly TableCase[] = [
  row('c1', 'four different preflights', [PASS, PASS, PASS, disallowedHeader('x-c')], {
    ask: [{ headers: [['X-A', '1']] }, { headers: [['X-B', '1']] }, { method: 'PUT' }, { headers: [['X-C', '1']] }],
    concurrent: true,
    hops: [to('T', ALLOWED, ok(allowOrigin('{O}'), allowHeaders('x-a, x-b'), allowMethods('PUT')))],
  }),
  row('c2', 'five equal preflights', PASS, {
    ask: [1, 2, 3, 4, 5].map(() => ({ headers: X_TEST })),
    concurrent: true,
    hops: [to('T', ALLOWED, ok(allowOrigin('{O}'), allowHeaders('x-test')))],
  }),
  row('c3', 'two with credentials, two without', [REFUSED(), REFUSED(), PASS, PASS], {
    ask: (['include', 'include', 'omit', 'omit'] as const).map((mode) => ({ headers: X_TEST, credentials: mode })),
    concurrent: true,
    hops: [to('T', ALLOWED, ok(allowOrigin('{O}'), allowHeaders('x-test')))],
  }),
];

function REFUSED(): Expected {
  return ['PreflightInvalidAllowCredentials', '', 'CORSMissingAllowCredentials'];
}

export const CACHE_CASES: readonly TableCase[] = [
  ...PREFLIGHT_CACHE_CASES,
  ...REQUEST_CASES,
  ...HTTP_CACHE_CASES,
  ...CONCURRENT_CASES,
  ...PLAIN_CASES,
];
