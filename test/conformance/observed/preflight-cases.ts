import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import type { JudgedResponse } from '../../../src/analyzer/fetch/main-fetch-input.ts';
import {
  allowCredentials,
  allowHeaders,
  allowMethods,
  allowOrigin,
  answer,
  answerWith,
  type Expected,
  location,
  O,
  type ObservedCase,
  observed,
  PASS,
  T,
  U,
} from './observed-case.ts';

const MISMATCH = 'CORSAllowOriginNotMatchingOrigin';
const BAD_STATUS: Expected = ['PreflightInvalidStatus', '', 'CORSPreflightDidNotSucceed3'];
const BAD_METHODS: Expected = ['InvalidAllowMethodsPreflightResponse', '', 'CORSInvalidAllowMethod'];
const BAD_HEADERS: Expected = ['InvalidAllowHeadersPreflightResponse', '', 'CORSInvalidAllowHeader'];

const header = (...names: string[]): Expected => [
  'HeaderDisallowedByPreflightResponse',
  names,
  'CORSMissingAllowHeaderFromPreflight2',
];
const method = (name: string): Expected => ['MethodDisallowedByPreflightResponse', name, 'CORSMethodNotFound'];
const preflight = (name: string, parameter: string, firefox: string): Expected => [
  `Preflight${name}`,
  parameter,
  firefox,
];

const X_TEST: HeaderList = [['X-Test', '1']];
const JSON_BODY: HeaderList = [['Content-Type', 'application/json']];

/** What a server answers that allows the request by name, credentials included. */
const ALLOWED = answer(allowOrigin(O), allowCredentials('true'));

/** A request to T that needs a preflight; the actual response is fine. */
function asks(
  id: string,
  title: string,
  expected: Expected,
  preflightAnswer: JudgedResponse,
  request: Partial<ObservedCase> = { headers: X_TEST },
): ObservedCase {
  const hops: ObservedCase['hops'] = [{ url: `${T}/data`, preflight: preflightAnswer, response: ALLOWED }];
  return observed(id, title, expected, { ...request, hops });
}

/** GET with X-Test; the preflight allows the origin and answers with these headers on top. */
function lists(id: string, title: string, expected: Expected, ...headers: HeaderList): ObservedCase {
  return asks(id, title, expected, answer(allowOrigin(O), ...headers));
}

const X_TEST_INCLUDE: Partial<ObservedCase> = { headers: X_TEST, credentialsMode: 'include' };
const FULL: HeaderList = [allowOrigin(O), allowHeaders('x-test')];

export const PREFLIGHT_CASES: readonly ObservedCase[] = [
  lists('056', 'header listed', PASS, allowHeaders('x-test')),
  lists('057', 'header listed in other case', PASS, allowHeaders('X-TEST')),
  asks('058', 'no allow-origin', preflight('MissingAllowOriginHeader', '', 'CORSMissingAllowOrigin2'), answer()),
  asks('059', 'another origin', preflight('AllowOriginMismatch', U, MISMATCH), answer(allowOrigin(U))),
  asks('060', 'no URL', preflight('InvalidAllowOriginValue', 'foo', MISMATCH), answer(allowOrigin('foo'))),
  asks(
    '061',
    'two values',
    preflight('MultipleAllowOriginValues', `${O},${U}`, MISMATCH),
    answer(allowOrigin(`${O},${U}`)),
  ),
  asks(
    '062',
    'a star with credentials',
    preflight('WildcardOriginNotAllowed', '', 'CORSNotSupportingCredentials'),
    answer(allowOrigin('*')),
    X_TEST_INCLUDE,
  ),
  asks(
    '063',
    'no allow-credentials',
    preflight('InvalidAllowCredentials', '', 'CORSMissingAllowCredentials'),
    answer(allowOrigin(O)),
    X_TEST_INCLUDE,
  ),
  asks(
    '064',
    'allow-credentials yes',
    preflight('InvalidAllowCredentials', 'yes', 'CORSMissingAllowCredentials'),
    answer(allowOrigin(O), allowCredentials('yes')),
    X_TEST_INCLUDE,
  ),
  asks('065', 'status 404', BAD_STATUS, answerWith(404, ...FULL)),
  asks(
    '066',
    'status 404 and no allow-origin',
    preflight('MissingAllowOriginHeader', '', 'CORSMissingAllowOrigin2'),
    answerWith(404),
  ),
  asks('067', 'status 500', BAD_STATUS, answerWith(500, allowOrigin('*'), allowHeaders('*'))),
  asks('068', 'status 299', PASS, answerWith(299, ...FULL)),
  asks('069', 'status 304', BAD_STATUS, answerWith(304, ...FULL)),
  asks(
    '070',
    'redirect',
    ['PreflightDisallowedRedirect', '', 'CORSExternalRedirectNotAllowed'],
    answerWith(302, ...FULL, location('/x')),
  ),
  asks(
    '071',
    'redirect without allow-origin',
    ['PreflightDisallowedRedirect', '', 'CORSMissingAllowOrigin2'],
    answerWith(302, location('/x')),
  ),
  asks('072', 'status 302 without Location', BAD_STATUS, answerWith(302, ...FULL)),
  asks('073', 'status 401', BAD_STATUS, answerWith(401, ...FULL, ['WWW-Authenticate', 'Basic'])),
  lists('075', 'no allow-headers', header('x-test')),
  lists('076', 'allow-headers empty', header('x-test'), allowHeaders('')),
  lists('077', 'a star for headers', PASS, allowHeaders('*')),
  asks(
    '078',
    'a star for headers with credentials',
    header('x-test'),
    answer(allowOrigin(O), allowCredentials('true'), allowHeaders('*')),
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
  asks('087', 'one of three listed', header('x-a', 'x-c'), answer(allowOrigin(O), allowHeaders('x-b')), {
    headers: [
      ['X-A', '1'],
      ['X-B', '1'],
      ['X-C', '1'],
    ],
  }),
  ...methodCases(),
  ...headerCases(),
];

/** A request with this method as the browser sends it; the preflight allows the origin and these methods. */
function sends(id: string, title: string, sent: string, expected: Expected, methods: string | null): ObservedCase {
  const headers = methods === null ? [] : [allowMethods(methods)];
  return asks(id, title, expected, answer(allowOrigin(O), ...headers), { method: sent });
}

function methodCases(): readonly ObservedCase[] {
  return [
    sends('088', 'PUT listed', 'PUT', PASS, 'PUT'),
    sends('089', 'PUT listed as put', 'PUT', method('PUT'), 'put'),
    sends('090', 'no allow-methods', 'PUT', method('PUT'), null),
    sends('091', 'a star for methods', 'PUT', PASS, '*'),
    asks(
      '092',
      'a star for methods with credentials',
      method('PUT'),
      answer(allowOrigin(O), allowCredentials('true'), allowMethods('*')),
      { method: 'PUT', credentialsMode: 'include' },
    ),
    sends('093', 'put, sent as PUT', 'put', PASS, 'PUT'),
    sends('094', 'patch, sent as patch', 'patch', method('patch'), 'PATCH'),
    sends('095', 'patch listed as patch', 'patch', PASS, 'patch'),
    sends('096', 'PATCH listed', 'PATCH', PASS, 'PATCH'),
    sends('097', 'DELETE in a list', 'DELETE', PASS, 'GET, DELETE'),
    sends('098', 'a method of its own', 'CHICKEN', PASS, 'CHICKEN'),
    asks('099', 'POST without allow-methods', PASS, answer(allowOrigin(O), allowHeaders('content-type')), {
      method: 'POST',
      headers: JSON_BODY,
    }),
    asks('100', 'content-type not listed', header('content-type'), answer(allowOrigin(O)), {
      method: 'POST',
      headers: JSON_BODY,
    }),
    asks(
      '101',
      'POST although only GET is listed',
      PASS,
      answer(allowOrigin(O), allowMethods('GET'), allowHeaders('content-type')),
      { method: 'POST', headers: JSON_BODY },
    ),
    asks('102', 'neither method nor header listed', method('PUT'), answer(allowOrigin(O)), {
      method: 'PUT',
      headers: X_TEST,
    }),
  ];
}

function headerCases(): readonly ObservedCase[] {
  const headers: HeaderList = [['Authorization', 'Bearer x']];
  const [first] = asks('107', '', PASS, answer(...FULL)).hops;
  return [
    asks('103', 'Authorization listed', PASS, answer(allowOrigin(O), allowHeaders('authorization')), { headers }),
    asks('104', 'Authorization under a star', PASS, answer(allowOrigin(O), allowHeaders('*')), {
      headers,
      standard: 'fail',
    }),
    asks('105', 'Authorization beside a star', PASS, answer(allowOrigin(O), allowHeaders('*, authorization')), {
      headers: [...headers, ...X_TEST],
    }),
    asks(
      '106',
      'Authorization under a star with credentials',
      header('authorization'),
      answer(allowOrigin(O), allowCredentials('true'), allowHeaders('*')),
      { headers, credentialsMode: 'include' },
    ),
    observed(
      '107',
      'a good preflight, then no allow-origin',
      ['MissingAllowOriginHeader', '', 'CORSMissingAllowOrigin2'],
      {
        headers: X_TEST,
        hops: [{ ...first, response: answer() }],
      },
    ),
    observed('108', 'a good preflight, then another origin', ['AllowOriginMismatch', U, MISMATCH], {
      headers: X_TEST,
      hops: [{ ...first, preflight: answer(allowOrigin('*'), allowHeaders('*')), response: answer(allowOrigin(U)) }],
    }),
  ];
}
