import type { Ask, CaseHop, RawAnswer, TableCase } from '../case.ts';
import {
  allowHeaders,
  allowOrigin,
  type Expected,
  MISSING,
  NOTHING,
  ok,
  PASS,
  PREFLIGHT_MISSING,
  row,
  STAR,
  to,
  WILDCARD,
  X_TEST,
} from './build.ts';

const SCRIPT = 'Content-Type: text/javascript';
const STYLE = 'Content-Type: text/css';
const EVENTS = 'Content-Type: text/event-stream';

/** One transparent pixel. */
const PIXEL: RawAnswer = {
  status: '200 OK',
  lines: ['Content-Type: image/png'],
  body: atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='),
};

const anonymous: Partial<Ask> = { crossOrigin: 'anonymous' };
const useCredentials: Partial<Ask> = { crossOrigin: 'use-credentials', credentials: 'include' };
const noCors: Partial<Ask> = { mode: 'no-cors', credentials: 'include' };

/** T answers the same to everything. */
function answers(id: string, title: string, expected: Expected, request: Partial<Ask>, actual: RawAnswer): TableCase {
  return row(id, title, expected, { ask: request, hops: [to('T', actual)] });
}

/** The page is not told what became of it. */
function untold(id: string, title: string, expected: Expected, request: Partial<Ask>): TableCase {
  return row(id, title, expected, { ask: request, hops: [to('T', NOTHING)], page: 'unseen' });
}

/** Something other than CORS stops it, so that extensions see nothing. */
function silent(
  id: string,
  title: string,
  [chromium, parameter, firefox]: Expected,
  request: Partial<Ask>,
  hop: CaseHop = to('T', NOTHING),
): TableCase {
  return row(id, title, [chromium, parameter, firefox], {
    ask: request,
    hops: [hop],
    standard: 'fail',
    page: 'failed',
    noEvents: true,
  });
}

export const API_CASES: readonly TableCase[] = [
  row('161', 'beacon with a text', PASS, {
    ask: { api: 'beacon', method: 'POST', body: 'x', mode: 'no-cors', credentials: 'include' },
    hops: [to('T', NOTHING)],
    page: 'unseen',
  }),
  row('162', 'beacon with JSON', PREFLIGHT_MISSING, {
    ask: {
      api: 'beacon',
      method: 'POST',
      body: '{}',
      bodyType: 'application/json',
      headers: [['Content-Type', 'application/json']],
      credentials: 'include',
    },
    hops: [to('T', NOTHING)],
    page: 'unseen',
  }),
  answers('163', 'EventSource', MISSING, { api: 'event-source' }, ok(EVENTS)),
  answers(
    '164',
    'EventSource with credentials',
    WILDCARD,
    { api: 'event-source', credentials: 'include' },
    ok(EVENTS, allowOrigin('*')),
  ),
  answers('165', 'img', PASS, { api: 'img', ...noCors }, PIXEL),
  answers('166', 'img crossorigin', MISSING, { api: 'img', ...anonymous }, PIXEL),
  answers(
    '167',
    'img crossorigin=bogus, which is anonymous',
    PASS,
    { api: 'img', crossOrigin: 'bogus' },
    withStar(PIXEL),
  ),
  answers('168', 'img crossorigin=use-credentials', WILDCARD, { api: 'img', ...useCredentials }, withStar(PIXEL)),
  answers('169', 'script', PASS, { api: 'script', ...noCors }, ok(SCRIPT)),
  answers('170', 'module script', MISSING, { api: 'module-script' }, ok(SCRIPT)),
  answers(
    '171',
    'module script crossorigin=use-credentials',
    WILDCARD,
    { api: 'module-script', ...useCredentials },
    ok(SCRIPT, allowOrigin('*')),
  ),
  answers('172', 'script crossorigin', MISSING, { api: 'script', ...anonymous }, ok(SCRIPT)),
  answers('173', 'style sheet', PASS, { api: 'stylesheet', ...noCors }, ok(STYLE)),
  answers('174', 'style sheet crossorigin', MISSING, { api: 'stylesheet', ...anonymous }, ok(STYLE)),
  untold('175', 'font', MISSING, { api: 'font' }),
  untold('176', 'shape-outside', MISSING, { api: 'shape-outside' }),
  untold('177', 'mask-image', MISSING, { api: 'mask-image' }),
  row('178', 'video', PASS, { ask: { api: 'video', ...noCors }, hops: [to('T', NOTHING)], page: 'failed' }),
  answers('179', 'video crossorigin', MISSING, { api: 'video', ...anonymous }, NOTHING),
  silent('180', 'track of a video without crossorigin', PASS, { api: 'track', mode: 'same-origin' }),
  silent('181', 'worker script of another origin', PASS, { api: 'worker-script', mode: 'same-origin' }),
  answers('182', 'import()', PASS, { api: 'import' }, ok(SCRIPT, allowOrigin('*'))),
  answers('183', 'no-cors', PASS, { mode: 'no-cors' }, NOTHING),
  silent('184', 'mode same-origin', ['DisallowedByMode', '', null], { mode: 'same-origin' }),
  silent('185', 'no-cors with redirect mode manual', ['NoCorsRedirectModeNotFollow', '', null], {
    mode: 'no-cors',
    redirect: 'manual',
  }),
  answers('186', 'no-cors drops X-Test', PASS, { mode: 'no-cors', headers: X_TEST }, NOTHING),
  refused('187', 'no-cors, resource policy same-origin', 'Cross-Origin-Resource-Policy: same-origin'),
  refused('188', 'no-cors, resource policy same-site', 'Cross-Origin-Resource-Policy: same-site'),
  answers(
    '189',
    'cors mode does not consult the resource policy',
    PASS,
    {},
    ok(allowOrigin('*'), 'Cross-Origin-Resource-Policy: same-origin'),
  ),
  row('190', 'img of an HTML page', PASS, {
    ask: { api: 'img', ...noCors },
    hops: [to('T', ok('Content-Type: text/html', 'X-Content-Type-Options: nosniff'))],
    page: 'failed',
  }),
  row('192', 'fetch of a data: URL', PASS, {
    hops: [{ at: 'data:text/plain,/case/{key}/0', actual: NOTHING }],
    noEvents: true,
  }),
  row('191', 'the own origin', PASS, { ask: { headers: X_TEST }, hops: [to('O', NOTHING)] }),
  silent('193', 'fetch of a file', PASS, {}, { at: 'file:///case/{key}/0', actual: NOTHING }),
  silent(
    '194',
    'fetch of an unknown scheme',
    ['CorsDisabledScheme', 'foo', 'CORSRequestNotHttp'],
    {},
    {
      at: 'foo:{key}',
      actual: NOTHING,
    },
  ),
  silent('195', 'XMLHttpRequest of a file', PASS, { api: 'xhr' }, { at: 'file:///case/{key}/0', actual: NOTHING }),
  silent(
    '196',
    'XMLHttpRequest of an unknown scheme',
    ['CorsDisabledScheme', '', 'CORSRequestNotHttp'],
    { api: 'xhr' },
    {
      at: 'foo:{key}',
      actual: NOTHING,
    },
  ),
];

function withStar(answer: RawAnswer): RawAnswer {
  return 'end' in answer ? answer : { ...answer, lines: [...answer.lines, allowOrigin('*')] };
}

function refused(id: string, title: string, line: string): TableCase {
  return row(id, title, PASS, {
    ask: { mode: 'no-cors' },
    hops: [to('T', ok(line))],
    standard: 'fail',
    page: 'failed',
  });
}

/** Preloads, and the few oddities of fetch() and XMLHttpRequest. */
export const ODD_CASES: readonly TableCase[] = [
  answers('p1', 'preload crossorigin', MISSING, { api: 'preload', ...anonymous }, NOTHING),
  answers('p3', 'modulepreload', MISSING, { api: 'modulepreload' }, ok(SCRIPT)),
  row('p4', 'prefetch', PASS, { ask: { api: 'prefetch', ...noCors }, hops: [to('T', NOTHING)] }),
  row('u2', 'XMLHttpRequest with user name and password in its URL', PASS, {
    ask: { api: 'xhr' },
    hops: [{ at: 'http://user:pass@{T:host}:{T:port}/case/{key}/0', actual: STAR }],
  }),
  silent(
    'u1',
    'fetch() with user name and password in its URL',
    PASS,
    {},
    {
      at: 'http://user:pass@{T:host}:{T:port}/case/{key}/0',
      actual: STAR,
    },
  ),
  silent('u5', 'a policy of the page forbids it', PASS, { from: 'strict-frame' }, to('T', STAR)),
  row('u4', 'a fetch() that the page aborts', PASS, {
    ask: { givesUp: true },
    hops: [to('T', { end: 'never' })],
    page: 'failed',
  }),
  row('x19', 'POST of a stream over HTTP/1.1', PASS, {
    ask: { method: 'POST', body: 'x', bodyType: 'stream' },
    hops: [to('T', STAR, ok(allowOrigin('*'), allowHeaders('content-type')))],
    page: 'failed',
  }),
  withoutSecond(
    row('m2', 'a picture that is in the memory cache', PASS, {
      ask: [
        { api: 'img', ...anonymous },
        { api: 'img', ...anonymous },
      ],
      hops: [to('T', withStar(cacheable(PIXEL)))],
    }),
  ),
  withoutSecond(
    row('p2', 'a fetch that a preload has made before', PASS, {
      ask: [{ api: 'preload', ...anonymous }, {}],
      hops: [to('T', ok(allowOrigin('*'), 'Cache-Control: max-age=600'))],
    }),
  ),
  answers('u3', 'synchronous XMLHttpRequest', MISSING, { api: 'xhr-sync' }, NOTHING),
  row('m1', 'a picture that was stored without allow-origin', [PASS, MISSING], {
    ask: [
      { api: 'img', ...noCors },
      { api: 'img', ...anonymous },
    ],
    hops: [to('T', cacheable(PIXEL))],
  }),
];

/** The second request is answered without one being made. */
function withoutSecond(one: TableCase): TableCase {
  const [first, ...more] = one.observed;
  return { ...one, observed: [first, ...more.map((observed) => ({ ...observed, noEvents: true as const }))] };
}

function cacheable(answer: RawAnswer): RawAnswer {
  return 'end' in answer ? answer : { ...answer, lines: [...answer.lines, 'Cache-Control: max-age=600'] };
}
