import type { Ask, CaseHop, RawAnswer, TableCase } from '../case.ts';
import {
  allowCredentials,
  allowHeaders,
  allowOrigin,
  answer,
  disallowedHeader,
  type Expected,
  JSON_BODY,
  location,
  MISSING,
  mismatch,
  NOTHING,
  ok,
  onward,
  PASS,
  PREFLIGHT_MISSING,
  row,
  STAR,
  to,
  X_TEST,
} from './build.ts';

const TAINTED = mismatch('{O}');
const USERINFO: Expected = ['RedirectContainsCredentials', '', 'CORSDidNotSucceed2'];
const FIREFOX_ASKS: Expected = [null, '', 'CORSMissingAllowOrigin2'];

const viaStar = onward(allowOrigin('*'));

/** The first URL redirects to the second one. */
function follows(
  id: string,
  title: string,
  expected: Expected,
  hops: readonly [CaseHop, CaseHop],
  ask: Partial<Ask> = {},
): TableCase {
  return row(id, title, expected, { ask, hops });
}

function sandboxed(id: string, title: string, expected: Expected, hop: CaseHop, ask: Partial<Ask> = {}): TableCase {
  return row(id, title, expected, { ask: { from: 'sandboxed-frame', ...ask }, hops: [hop] });
}

export const REDIRECT_CASES: readonly TableCase[] = [
  sandboxed('197', 'opaque origin, null allowed', PASS, to('T', ok(allowOrigin('null')))),
  sandboxed('198', 'opaque origin, embedder allowed', TAINTED, to('T', ok(allowOrigin('{O}')))),
  sandboxed('199', 'opaque origin with credentials', PASS, to('T', ok(allowOrigin('null'), allowCredentials('true'))), {
    credentials: 'include',
  }),
  sandboxed('200', 'opaque origin to its own server', MISSING, to('O', NOTHING)),
  follows('201', 'O to T', PASS, [to('O', onward()), to('T', ok(allowOrigin('{O}')))]),
  follows('202', 'O to T, not allowed', MISSING, [to('O', onward()), to('T', NOTHING)]),
  follows('203', 'T to T, redirect not allowed', MISSING, [to('T', onward()), to('T', STAR)]),
  follows('204', 'T to T', PASS, [to('T', viaStar), to('T', ok(allowOrigin('{O}')))]),
  follows('205', 'T to U, origin allowed', TAINTED, [to('T', viaStar), to('U', ok(allowOrigin('{O}')))]),
  follows('206', 'T to U, null allowed', PASS, [to('T', viaStar), to('U', ok(allowOrigin('null')))]),
  follows('207', 'T to U, all allowed', PASS, [to('T', viaStar), to('U', STAR)]),
  follows(
    '208',
    'T to U with credentials',
    PASS,
    [
      to('T', onward(allowOrigin('{O}'), allowCredentials('true'))),
      to('U', ok(allowOrigin('null'), allowCredentials('true'))),
    ],
    { credentials: 'include' },
  ),
  follows('209', 'T back to O, not allowed', MISSING, [to('T', viaStar), to('O', NOTHING)]),
  follows('210', 'T back to O, origin allowed', TAINTED, [to('T', viaStar), to('O', ok(allowOrigin('{O}')))]),
  follows('211', 'T back to O, null allowed', PASS, [to('T', viaStar), to('O', ok(allowOrigin('null')))]),
  follows('212', 'T to T with userinfo', USERINFO, [
    to('T', answer('302 Found', allowOrigin('*'), location('http://user:pass@{T:host}:{T:port}{path:1}'))),
    to('T', STAR),
  ]),
  follows('213', 'O to T with userinfo', USERINFO, [
    to('O', answer('302 Found', location('http://user@{T:host}:{T:port}{path:1}'))),
    to('T', STAR),
  ]),
  // Chromium stops this one for a reason that has nothing to do with CORS.
  row('214', 'O to O with userinfo', PASS, {
    hops: [to('O', answer('302 Found', location('http://user:pass@{O:host}:{O:port}{path:1}'))), to('O', NOTHING)],
    page: 'failed',
  }),
  row('215', 'redirect mode error', PASS, {
    ask: { redirect: 'error' },
    hops: [to('T', viaStar), to('T', STAR)],
    standard: 'fail',
    page: 'failed',
  }),
  follows('216', 'redirect mode manual', PASS, [to('T', viaStar), to('T', STAR)], { redirect: 'manual' }),
  follows('217', 'redirect mode manual, not allowed', MISSING, [to('T', onward()), to('T', STAR)], {
    redirect: 'manual',
  }),
  // Refused as an unsafe redirect, which the network error says.
  row('218', 'T to a data URL', [null, '', 'CORSDidNotSucceed2'], {
    hops: [to('T', answer('302 Found', allowOrigin('*'), location('data:text/plain,x')))],
    standard: 'fail',
    page: 'failed',
  }),
  row('219', 'redirect status without Location', PASS, { hops: [to('T', answer('302 Found', allowOrigin('*')))] }),
  ...preflightedCases(),
  row('226', 'mode same-origin, O to T', PASS, {
    ask: { mode: 'same-origin' },
    hops: [to('O', onward()), to('T', STAR)],
    standard: 'fail',
    page: 'failed',
  }),
  row('227', 'no-cors, T to U', PASS, { ask: { mode: 'no-cors' }, hops: [to('T', onward()), to('U', NOTHING)] }),
];

interface Chain {
  readonly ask: Partial<Ask>;
  readonly status?: string;
  readonly first: readonly [at: 'O' | 'T', preflight?: RawAnswer];
  readonly second: readonly [at: 'T' | 'U', preflight: RawAnswer];
}

/** A redirect between two URLs that allow everything once asked; only the preflights' answers differ. */
function chain(id: string, title: string, expected: Expected, { ask, status, first, second }: Chain): TableCase {
  const redirect = answer(status ?? '302 Found', location('{url:1}'), allowOrigin('*'));
  return row(id, title, expected, {
    ask,
    hops: [to(first[0], redirect, first[1]), to(second[0], STAR, second[1])],
  });
}

function preflightedCases(): readonly TableCase[] {
  const good = ok(allowOrigin('*'), allowHeaders('x-test, content-type, authorization'));
  const named = ok(allowOrigin('{O}'), allowHeaders('x-test'));
  const ask: Partial<Ask> = { headers: X_TEST };
  return [
    chain('220', 'T to U, both preflights good', PASS, { ask, first: ['T', good], second: ['U', good] }),
    chain('221', 'T to U, second preflight names O', ['PreflightAllowOriginMismatch', '{O}', null], {
      ask,
      first: ['T', good],
      second: ['U', named],
    }),
    chain('222', 'O to T, header not listed', disallowedHeader('x-test'), { ask, first: ['O'], second: ['T', STAR] }),
    chain('223', 'T to U, Authorization dropped', FIREFOX_ASKS, {
      ask: { headers: [['Authorization', 'Bearer x']] },
      first: ['T', good],
      second: ['U', NOTHING],
    }),
    chain('224', 'POST becomes GET', FIREFOX_ASKS, {
      ask: JSON_BODY,
      first: ['T', good],
      second: ['T', NOTHING],
    }),
    chain('225', 'POST stays POST', PREFLIGHT_MISSING, {
      ask: JSON_BODY,
      status: '307 Temporary Redirect',
      first: ['T', good],
      second: ['T', NOTHING],
    }),
  ];
}
