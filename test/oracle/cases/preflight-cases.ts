import type { Ask, RawAnswer, TableCase } from '../case.ts';
import {
  ALLOWED,
  allowCredentials,
  allowHeaders,
  allowMethods,
  allowOrigin,
  answer,
  disallowedHeader,
  type Expected,
  JSON_BODY,
  location,
  MISMATCH,
  MISSING,
  mismatch,
  NOTHING,
  ok,
  PASS,
  PREFLIGHT_MISSING,
  row,
  to,
  X_TEST,
} from './build.ts';

const BAD_STATUS: Expected = ['PreflightInvalidStatus', '', 'CORSPreflightDidNotSucceed3'];
const BAD_METHODS: Expected = ['InvalidAllowMethodsPreflightResponse', '', 'CORSInvalidAllowMethod'];
const BAD_HEADERS: Expected = ['InvalidAllowHeadersPreflightResponse', '', 'CORSInvalidAllowHeader'];

const method = (name: string): Expected => ['MethodDisallowedByPreflightResponse', name, 'CORSMethodNotFound'];
const preflight = (name: string, parameter: string, firefox: string): Expected => [
  `Preflight${name}`,
  parameter,
  firefox,
];

/** A request to T that needs a preflight; the actual response is fine. */
function asks(
  id: string,
  title: string,
  expected: Expected,
  preflightAnswer: RawAnswer,
  request: Partial<Ask> = { headers: X_TEST },
): TableCase {
  return row(id, title, expected, { ask: request, hops: [to('T', ALLOWED, preflightAnswer)] });
}

/** GET with X-Test; the preflight allows the origin and answers with these lines on top. */
function lists(id: string, title: string, expected: Expected, ...lines: readonly string[]): TableCase {
  return asks(id, title, expected, ok(allowOrigin('{O}'), ...lines));
}

const X_TEST_INCLUDE: Partial<Ask> = { headers: X_TEST, credentials: 'include' };
const FULL = [allowOrigin('{O}'), allowHeaders('x-test')];

export const PREFLIGHT_CASES: readonly TableCase[] = [
  lists('056', 'header listed', PASS, allowHeaders('x-test')),
  lists('057', 'header listed in other case', PASS, allowHeaders('X-TEST')),
  asks('058', 'no allow-origin', PREFLIGHT_MISSING, NOTHING),
  asks('059', 'another origin', preflight('AllowOriginMismatch', '{U}', MISMATCH), ok(allowOrigin('{U}'))),
  asks('060', 'no URL', preflight('InvalidAllowOriginValue', 'foo', MISMATCH), ok(allowOrigin('foo'))),
  asks('061', 'two values', preflight('MultipleAllowOriginValues', '{O},{U}', MISMATCH), ok(allowOrigin('{O},{U}'))),
  asks(
    '062',
    'a star with credentials',
    preflight('WildcardOriginNotAllowed', '', 'CORSNotSupportingCredentials'),
    ok(allowOrigin('*')),
    X_TEST_INCLUDE,
  ),
  asks(
    '063',
    'no allow-credentials',
    preflight('InvalidAllowCredentials', '', 'CORSMissingAllowCredentials'),
    ok(allowOrigin('{O}')),
    X_TEST_INCLUDE,
  ),
  asks(
    '064',
    'allow-credentials yes',
    preflight('InvalidAllowCredentials', 'yes', 'CORSMissingAllowCredentials'),
    ok(allowOrigin('{O}'), allowCredentials('yes')),
    X_TEST_INCLUDE,
  ),
  asks('065', 'status 404', BAD_STATUS, answer('404 Not Found', ...FULL)),
  asks('066', 'status 404 and no allow-origin', PREFLIGHT_MISSING, answer('404 Not Found')),
  asks('067', 'status 500', BAD_STATUS, answer('500 Internal Server Error', allowOrigin('*'), allowHeaders('*'))),
  asks('068', 'status 299', PASS, answer('299 Odd', ...FULL)),
  asks('069', 'status 304', BAD_STATUS, answer('304 Not Modified', ...FULL)),
  asks(
    '070',
    'redirect',
    ['PreflightDisallowedRedirect', '', 'CORSExternalRedirectNotAllowed'],
    answer('302 Found', ...FULL, location('/x')),
  ),
  asks(
    '071',
    'redirect without allow-origin',
    ['PreflightDisallowedRedirect', '', 'CORSMissingAllowOrigin2'],
    answer('302 Found', location('/x')),
  ),
  asks('072', 'status 302 without Location', BAD_STATUS, answer('302 Found', ...FULL)),
  asks('073', 'status 401', BAD_STATUS, answer('401 Unauthorized', ...FULL, 'WWW-Authenticate: Basic')),
  row('074', 'connection closed', [null, '', 'CORSDidNotSucceed2'], {
    ask: { headers: X_TEST },
    hops: [to('T', ALLOWED, { end: 'close' })],
    standard: 'fail',
    page: 'failed',
  }),
  lists('075', 'no allow-headers', disallowedHeader('x-test')),
  lists('076', 'allow-headers empty', disallowedHeader('x-test'), allowHeaders('')),
  lists('077', 'a star for headers', PASS, allowHeaders('*')),
  asks(
    '078',
    'a star for headers with credentials',
    disallowedHeader('x-test'),
    ok(allowOrigin('{O}'), allowCredentials('true'), allowHeaders('*')),
    X_TEST_INCLUDE,
  ),
  lists('079', 'an item with a space', BAD_HEADERS, allowHeaders('x-test x-other')),
  lists('080', 'an item with a semicolon', BAD_HEADERS, allowHeaders('x-test;x-other')),
  lists('081', 'a quoted item', BAD_HEADERS, allowHeaders('"x-test"')),
  lists('082', 'empty items', PASS, allowHeaders(', ,x-test,,')),
  lists('083', 'two lines of headers', PASS, allowHeaders('x-other'), allowHeaders('x-test')),
  lists('084', 'methods that do not parse', BAD_METHODS, allowMethods('G E T'), allowHeaders('x-test')),
  lists('085', 'neither list parses', BAD_METHODS, allowMethods('G E T'), allowHeaders('x test')),
  lists('086', 'headers that do not parse', BAD_HEADERS, allowMethods('GET'), allowHeaders('x test')),
  asks('087', 'one of three listed', disallowedHeader('x-a', 'x-c'), ok(allowOrigin('{O}'), allowHeaders('x-b')), {
    headers: [
      ['X-A', '1'],
      ['X-B', '1'],
      ['X-C', '1'],
    ],
  }),
  ...methodCases(),
  ...headerCases(),
];

/** A request with this method; the preflight allows the origin and these methods. */
function sends(id: string, title: string, sent: string, expected: Expected, methods: string | null): TableCase {
  const lines = methods === null ? [] : [allowMethods(methods)];
  return asks(id, title, expected, ok(allowOrigin('{O}'), ...lines), { method: sent });
}

function methodCases(): readonly TableCase[] {
  return [
    sends('088', 'PUT listed', 'PUT', PASS, 'PUT'),
    sends('089', 'PUT listed as put', 'PUT', method('PUT'), 'put'),
    sends('090', 'no allow-methods', 'PUT', method('PUT'), null),
    sends('091', 'a star for methods', 'PUT', PASS, '*'),
    asks(
      '092',
      'a star for methods with credentials',
      method('PUT'),
      ok(allowOrigin('{O}'), allowCredentials('true'), allowMethods('*')),
      { method: 'PUT', credentials: 'include' },
    ),
    sends('093', 'put, sent as PUT', 'put', PASS, 'PUT'),
    sends('094', 'patch, sent as patch', 'patch', method('patch'), 'PATCH'),
    sends('095', 'patch listed as patch', 'patch', PASS, 'patch'),
    sends('096', 'PATCH listed', 'PATCH', PASS, 'PATCH'),
    sends('097', 'DELETE in a list', 'DELETE', PASS, 'GET, DELETE'),
    sends('098', 'a method of its own', 'CHICKEN', PASS, 'CHICKEN'),
    asks('099', 'POST without allow-methods', PASS, ok(allowOrigin('{O}'), allowHeaders('content-type')), JSON_BODY),
    asks('100', 'content-type not listed', disallowedHeader('content-type'), ok(allowOrigin('{O}')), JSON_BODY),
    asks(
      '101',
      'POST although only GET is listed',
      PASS,
      ok(allowOrigin('{O}'), allowMethods('GET'), allowHeaders('content-type')),
      JSON_BODY,
    ),
    asks('102', 'neither method nor header listed', method('PUT'), ok(allowOrigin('{O}')), {
      method: 'PUT',
      headers: X_TEST,
    }),
  ];
}

function headerCases(): readonly TableCase[] {
  const headers: Ask['headers'] = [['Authorization', 'Bearer x']];
  return [
    asks('103', 'Authorization listed', PASS, ok(allowOrigin('{O}'), allowHeaders('authorization')), { headers }),
    row('104', 'Authorization under a star', PASS, {
      ask: { headers },
      hops: [to('T', ALLOWED, ok(allowOrigin('{O}'), allowHeaders('*')))],
      standard: 'fail',
    }),
    asks('105', 'Authorization beside a star', PASS, ok(allowOrigin('{O}'), allowHeaders('*, authorization')), {
      headers: [...headers, ...X_TEST],
    }),
    asks(
      '106',
      'Authorization under a star with credentials',
      disallowedHeader('authorization'),
      ok(allowOrigin('{O}'), allowCredentials('true'), allowHeaders('*')),
      { headers, credentials: 'include' },
    ),
    row('107', 'a good preflight, then no allow-origin', MISSING, {
      ask: { headers: X_TEST },
      hops: [to('T', NOTHING, ok(...FULL))],
    }),
    row('108', 'a good preflight, then another origin', mismatch('{U}'), {
      ask: { headers: X_TEST },
      hops: [to('T', ok(allowOrigin('{U}')), ok(allowOrigin('*'), allowHeaders('*')))],
    }),
  ];
}
