import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import type { JudgedResponse } from '../../../src/analyzer/fetch/main-fetch-input.ts';
import {
  allowCredentials,
  allowHeaders,
  allowOrigin,
  answer,
  answerWith,
  type CaseHop,
  type Expected,
  location,
  O,
  type ObservedCase,
  observed,
  PASS,
  T,
  U,
} from './observed-case.ts';

const MISSING: Expected = ['MissingAllowOriginHeader', '', 'CORSMissingAllowOrigin2'];
const TAINTED: Expected = ['AllowOriginMismatch', O, 'CORSAllowOriginNotMatchingOrigin'];
const USERINFO: Expected = ['RedirectContainsCredentials', '', 'CORSDidNotSucceed2'];
const FIREFOX_ASKS: Expected = [null, '', 'CORSMissingAllowOrigin2'];

const STAR = answer(allowOrigin('*'));

function to(target: string, ...headers: HeaderList): JudgedResponse {
  return answerWith(302, location(target), ...headers);
}

/** The first URL redirects to the second one. */
function follows(
  id: string,
  title: string,
  expected: Expected,
  hops: readonly [string, JudgedResponse, string, JudgedResponse],
  rest: Partial<ObservedCase> = {},
): ObservedCase {
  const [firstUrl, redirect, secondUrl, final] = hops;
  return observed(id, title, expected, {
    ...rest,
    hops: [
      { url: firstUrl, response: redirect },
      { url: secondUrl, response: final },
    ],
  });
}

/** The chain ends at the redirect itself. */
function stops(id: string, title: string, expected: Expected, url: string, redirect: JudgedResponse): ObservedCase {
  return observed(id, title, expected, { hops: [{ url, response: redirect }] });
}

function sandboxed(id: string, title: string, expected: Expected, url: string, response: JudgedResponse): ObservedCase {
  return observed(id, title, expected, { initiatorOrigin: 'null', hops: [{ url, response }] });
}

const [a, b] = [`${T}/a`, `${T}/b`];
const [u, home, start] = [`${U}/u`, `${O}/home`, `${O}/start`];
const viaStar = (target: string) => to(target, allowOrigin('*'));

export const REDIRECT_CASES: readonly ObservedCase[] = [
  sandboxed('197', 'opaque origin, null allowed', PASS, a, answer(allowOrigin('null'))),
  sandboxed('198', 'opaque origin, embedder allowed', TAINTED, a, answer(allowOrigin(O))),
  {
    ...sandboxed(
      '199',
      'opaque origin with credentials',
      PASS,
      a,
      answer(allowOrigin('null'), allowCredentials('true')),
    ),
    credentialsMode: 'include',
  },
  sandboxed('200', 'opaque origin to its own server', MISSING, home, answer()),
  follows('201', 'O to T', PASS, [start, to(a), a, answer(allowOrigin(O))]),
  follows('202', 'O to T, not allowed', MISSING, [start, to(a), a, answer()]),
  stops('203', 'T to T, redirect not allowed', MISSING, a, to(b)),
  follows('204', 'T to T', PASS, [a, viaStar(b), b, answer(allowOrigin(O))]),
  follows('205', 'T to U, origin allowed', TAINTED, [a, viaStar(u), u, answer(allowOrigin(O))]),
  follows('206', 'T to U, null allowed', PASS, [a, viaStar(u), u, answer(allowOrigin('null'))]),
  follows('207', 'T to U, all allowed', PASS, [a, viaStar(u), u, STAR]),
  follows(
    '208',
    'T to U with credentials',
    PASS,
    [a, to(u, allowOrigin(O), allowCredentials('true')), u, answer(allowOrigin('null'), allowCredentials('true'))],
    { credentialsMode: 'include' },
  ),
  follows('209', 'T back to O, not allowed', MISSING, [a, viaStar(home), home, answer()]),
  follows('210', 'T back to O, origin allowed', TAINTED, [a, viaStar(home), home, answer(allowOrigin(O))]),
  follows('211', 'T back to O, null allowed', PASS, [a, viaStar(home), home, answer(allowOrigin('null'))]),
  stops('212', 'T to T with userinfo', USERINFO, a, viaStar('http://user:pass@api.localhost:9102/b')),
  stops('213', 'O to T with userinfo', USERINFO, start, to('http://user@api.localhost:9102/a')),
  // Chromium stops this one for a reason that has nothing to do with CORS.
  follows('214', 'O to O with userinfo', PASS, [start, to('http://user:pass@app.localhost:9101/home'), home, answer()]),
  // The page asked for redirects to be errors: a failure, but not by any header.
  stops('215', 'redirect mode error', PASS, a, viaStar(b)),
  stops('216', 'redirect mode manual', PASS, a, viaStar(b)),
  stops('217', 'redirect mode manual, not allowed', MISSING, a, to(b)),
  // Refused as an unsafe redirect, which the network error says.
  stops('218', 'T to a data URL', PASS, a, viaStar('data:text/plain,x')),
  stops('219', 'redirect status without Location', PASS, a, answerWith(302, allowOrigin('*'))),
  ...preflightedCases(),
];

interface Chain {
  readonly headers: HeaderList;
  readonly method?: string;
  readonly status?: number;
  readonly first: readonly [url: string, preflight: JudgedResponse | undefined];
  readonly second: readonly [url: string, preflight: JudgedResponse];
}

/** A redirect between two URLs that allow everything once asked; only the preflights' answers differ. */
function chain(
  id: string,
  title: string,
  expected: Expected,
  { headers, method = 'GET', ...rest }: Chain,
): ObservedCase {
  const [firstUrl, firstPreflight] = rest.first;
  const [secondUrl, secondPreflight] = rest.second;
  const redirect = { ...viaStar(secondUrl), status: rest.status ?? 302 };
  const first: CaseHop = {
    url: firstUrl,
    response: redirect,
    ...(firstPreflight ? { preflight: firstPreflight } : {}),
  };
  const hops: ObservedCase['hops'] = [first, { url: secondUrl, preflight: secondPreflight, response: STAR }];
  return observed(id, title, expected, { method, headers, hops });
}

function preflightedCases(): readonly ObservedCase[] {
  const headers: HeaderList = [['X-Test', '1']];
  const json: HeaderList = [['Content-Type', 'application/json']];
  const good = answer(allowOrigin('*'), allowHeaders('x-test, content-type, authorization'));
  const named = answer(allowOrigin(O), allowHeaders('x-test'));
  return [
    chain('220', 'T to U, both preflights good', PASS, { headers, first: [a, good], second: [u, good] }),
    {
      ...chain('221', 'T to U, second preflight names O', ['PreflightAllowOriginMismatch', O, null], {
        headers,
        first: [a, good],
        second: [u, named],
      }),
    },
    chain(
      '222',
      'O to T, header not listed',
      ['HeaderDisallowedByPreflightResponse', 'x-test', 'CORSMissingAllowHeaderFromPreflight2'],
      { headers, first: [start, undefined], second: [a, STAR] },
    ),
    chain('223', 'T to U, Authorization dropped', FIREFOX_ASKS, {
      headers: [['Authorization', 'Bearer x']],
      first: [a, good],
      second: [u, answer()],
    }),
    chain('224', 'POST becomes GET', FIREFOX_ASKS, {
      method: 'POST',
      headers: json,
      first: [a, good],
      second: [b, answer()],
    }),
    chain('225', 'POST stays POST', ['PreflightMissingAllowOriginHeader', '', 'CORSMissingAllowOrigin2'], {
      method: 'POST',
      status: 307,
      headers: json,
      first: [a, good],
      second: [b, answer()],
    }),
  ];
}
