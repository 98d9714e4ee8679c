import { getHeader, type HeaderList } from '../fetch/header-list.ts';
import { isCorsSafelistedMethod } from '../fetch/methods.ts';
import type { Phase } from '../fetch/network-error.ts';
import type { Change } from '../rules/rule.ts';
import type { FetchTrace, Hop } from '../trace/fetch-trace.ts';
import { answeredHop, answeredPreflight, answeredResponse, comparedOrigins, unseenResponse } from './answered.ts';
import {
  type CorsAnswer,
  corsAnswerOf,
  withCorsAnswer,
  withHeader,
  withListed,
  withoutHeader,
  withVaryOrigin,
} from './cors-answer.ts';

/** The exchange that a change is for. */
export interface Place {
  readonly phase: Phase;
  readonly hop: number;
}

type ChangeOf<K extends Change['kind']> = Extract<Change, { readonly kind: K }>;

/** The fetch after one change, or the same object when the change finds nothing to change. */
export function changeOnPaper(trace: FetchTrace, change: Change, at: Place): FetchTrace {
  const apply = EFFECTS[change.kind] as (trace: FetchTrace, change: Change, at: Place) => FetchTrace;
  return apply(trace, change, at);
}

const EFFECTS: {
  readonly [K in Change['kind']]: (trace: FetchTrace, change: ChangeOf<K>, at: Place) => FetchTrace;
} = {
  'allow-origin': (trace, { origin }, at) => withAllowOrigin(trace, at, origin, (headers) => headers),
  'allow-credentials': (trace, { origin }, at) =>
    withAllowOrigin(trace, at, origin, (headers) => withHeader(headers, 'Access-Control-Allow-Credentials', 'true')),
  'allow-method': (trace, { method }, at) =>
    withAnswerHeaders(trace, at, (headers) => withListed(headers, 'Access-Control-Allow-Methods', [method])),
  'allow-headers': (trace, { names }, at) =>
    withAnswerHeaders(trace, at, (headers) => withListed(headers, 'Access-Control-Allow-Headers', names)),
  'expose-headers': (trace, { names }, at) =>
    withAnswerHeaders(trace, at, (headers) => withListed(headers, 'Access-Control-Expose-Headers', names)),
  'vary-origin': (trace, _change, at) => withAnswerHeaders(trace, at, withVaryOrigin),
  'single-layer': (trace, { origin }, at) =>
    origin === 'null'
      ? trace
      : withAnswerHeaders(trace, at, (headers) => withCorsAnswer(headers, { ...corsAnswerOf(headers), origin })),
  'answer-preflight': (trace, { origin }, at) => withHop(trace, at.hop, (hop) => withPreflightAnswered(hop, origin)),
  'repair-server-error': (trace, _change, at) =>
    withHop(trace, at.hop, (hop, origin) => repaired(hop, origin, at.phase)),
  'start-server': (trace) => withHop(trace, trace.hops.length - 1, reached),
  'request-url': (trace, { to }) => requestedAt(trace, to),
  'drop-credentials': withoutCredentials,
  'request-method': (trace, { from, to }) =>
    withEveryHop(trace, (hop) => (hop.method === from ? withMethod(hop, to) : hop)),
  'drop-request-headers': (trace, { names }) => withEveryHop(trace, (hop) => withoutRequestHeaders(hop, names)),
  'request-mode-cors': (trace) => withEveryHop(trace, (hop, origin) => inModeCors(hop, origin)),
  'give-page-an-origin': withOrigin,
  'allow-cross-origin-resource': (trace, _change, at) =>
    withAnswerHeaders(trace, at, (headers) => withHeader(headers, 'Cross-Origin-Resource-Policy', 'cross-origin')),
  'browser-setting': (trace) => withHop(trace, trace.hops.length - 1, reached),
};

/** Never writes "null": an origin that everybody can have is not allowed, on paper neither. */
function withAllowOrigin(
  trace: FetchTrace,
  at: Place,
  origin: string,
  more: (headers: HeaderList) => HeaderList,
): FetchTrace {
  if (origin === 'null') return trace;
  return withAnswerHeaders(trace, at, (headers) =>
    withVaryOrigin(more(withHeader(headers, 'Access-Control-Allow-Origin', origin))),
  );
}

/** Rewrites the response headers of one exchange; a response that never came has none. */
function withAnswerHeaders(trace: FetchTrace, at: Place, edit: (headers: HeaderList) => HeaderList): FetchTrace {
  return withHop(trace, at.hop, (hop) => {
    if (at.phase === 'preflight') {
      const { preflight } = hop;
      if (!preflight?.response) return hop;
      const response = { ...preflight.response, headers: edit(preflight.response.headers) };
      return { ...hop, preflight: { ...preflight, response } };
    }
    return hop.response ? { ...hop, response: { ...hop.response, headers: edit(hop.response.headers) } } : hop;
  });
}

type EditHop = (hop: Hop, origin: string) => Hop;

function withHop(trace: FetchTrace, index: number, edit: EditHop): FetchTrace {
  const hop = trace.hops[index];
  if (!hop) return trace;
  const edited = edit(hop, comparedOrigins(trace)[index] ?? 'null');
  return edited === hop ? trace : { ...trace, hops: trace.hops.with(index, edited) };
}

function withEveryHop(trace: FetchTrace, edit: EditHop): FetchTrace {
  return trace.hops.reduce((current, _hop, index) => withHop(current, index, edit), trace);
}

/** Everything that the hop asks for, granted to its origin. */
function fullAnswer(hop: Hop, origin: string): CorsAnswer {
  if (origin === 'null') return {};
  const asked = hop.preflight?.requestHeaders ?? [];
  const names = getHeader(asked, 'access-control-request-headers');
  return {
    origin,
    credentials: true,
    methods: [getHeader(asked, 'access-control-request-method') ?? hop.method],
    ...(names === null ? {} : { requestHeaders: names.split(',').map((name) => name.trim()) }),
  };
}

function withPreflightAnswered(hop: Hop, origin: string): Hop {
  if (!hop.preflight || origin === 'null') return hop;
  return { ...hop, preflight: answeredPreflight(hop.preflight, fullAnswer(hop, origin)) };
}

/** The failing response with a good status in its place; a correct server's good responses carry its CORS headers. */
function repaired(hop: Hop, origin: string, phase: Phase): Hop {
  if (phase === 'preflight') return withPreflightAnswered(hop, origin);
  if (!hop.response) return hop;
  return { ...hop, response: answeredResponse({ ...hop.response, status: 200 }, fullAnswer(hop, origin)) };
}

/** The hop with answers where none had come, since the request does reach the server now. */
function reached(hop: Hop, origin: string): Hop {
  const answer = fullAnswer(hop, origin);
  return {
    ...hop,
    ...(hop.preflight ? { preflight: answeredPreflight(hop.preflight, answer) } : {}),
    response: hop.response ?? answeredResponse(unseenResponse(hop.startedAt, 200), answer),
  };
}

/** The page asks another URL, which gives a correct answer; the rest of the chain falls away. */
function requestedAt(trace: FetchTrace, url: string): FetchTrace {
  const first = trace.hops[0];
  if (!first || !URL.canParse(url)) return trace;
  const { redirect: _redirect, response: _response, ...asked } = first;
  const hop: Hop = {
    ...asked,
    url,
    ...(first.preflight ? { preflight: { ...first.preflight, url } } : {}),
  };
  const origin = comparedOrigins(trace)[0] ?? 'null';
  return { ...trace, hops: [reached(hop, origin)] };
}

function withoutCredentials(trace: FetchTrace): FetchTrace {
  const hops = trace.hops.map((hop) =>
    hop.requestHeaders
      ? {
          ...hop,
          requestHeaders: withoutHeader(withoutHeader(hop.requestHeaders, 'cookie'), 'sec-fetch-storage-access'),
        }
      : hop,
  );
  return { ...trace, hops, pageReport: { ...trace.pageReport, credentialsMode: 'same-origin' } };
}

function withMethod(hop: Hop, method: string): Hop {
  const { preflight } = hop;
  if (!preflight?.requestHeaders) return { ...hop, method };
  const requestHeaders = withHeader(preflight.requestHeaders, 'Access-Control-Request-Method', method);
  return { ...hop, method, preflight: { ...preflight, requestHeaders } };
}

/** Without the headers that needed permission there may be nothing left to ask for. */
function withoutRequestHeaders(hop: Hop, names: readonly string[]): Hop {
  const dropped = new Set(names.map((name) => name.toLowerCase()));
  const kept = hop.requestHeaders?.filter(([name]) => !dropped.has(name.toLowerCase()));
  const changed: Hop = kept && kept.length < (hop.requestHeaders?.length ?? 0) ? { ...hop, requestHeaders: kept } : hop;
  const asked = getHeader(hop.preflight?.requestHeaders ?? [], 'access-control-request-headers')?.split(',') ?? [];
  const left = asked.filter((name) => !dropped.has(name.trim().toLowerCase()));
  if (!hop.preflight?.requestHeaders || left.length === asked.length) return changed;
  const others = withoutHeader(hop.preflight.requestHeaders, 'access-control-request-headers');
  if (left.length === 0 && isCorsSafelistedMethod(hop.method)) {
    const { preflight: _unneeded, ...alone } = changed;
    return { requestHeaders: withoutHeader(others, 'access-control-request-method'), ...alone };
  }
  const requestHeaders: HeaderList =
    left.length === 0 ? others : [...others, ['Access-Control-Request-Headers', left.join(',')]];
  return { ...changed, preflight: { ...hop.preflight, requestHeaders } };
}

function inModeCors(hop: Hop, origin: string): Hop {
  const sent = withHeader(hop.requestHeaders ?? [], 'Sec-Fetch-Mode', 'cors');
  const requestHeaders = withHeader(sent, 'Origin', origin);
  const response = hop.response && answeredResponse(hop.response, fullAnswer(hop, origin));
  return { ...hop, requestHeaders, ...(response ? { response } : {}) };
}

/** Stands for the origin that the page will have; no request was ever made from it. */
const ORIGIN_TO_BE = 'https://page.example';

/** Every response then names the page's new origin, as the server's list has to. */
function withOrigin(trace: FetchTrace): FetchTrace {
  const renamed: FetchTrace = {
    ...trace,
    initiatorOrigin: ORIGIN_TO_BE,
    hops: trace.hops.map((hop) => ({
      ...hop,
      ...(hop.requestHeaders ? { requestHeaders: sentFrom(hop.requestHeaders) } : {}),
      ...(hop.preflight?.requestHeaders
        ? { preflight: { ...hop.preflight, requestHeaders: sentFrom(hop.preflight.requestHeaders) } }
        : {}),
    })),
  };
  return withEveryHop(renamed, (hop, origin) => answeredHop(reached(hop, origin), fullAnswer(hop, origin)));
}

function sentFrom(headers: HeaderList): HeaderList {
  return getHeader(headers, 'origin') === null ? headers : withHeader(headers, 'Origin', ORIGIN_TO_BE);
}
