import { isOkStatus } from '../fetch/cors-preflight.ts';
import { getHeader } from '../fetch/header-list.ts';
import { isSameOrigin } from '../fetch/origin.ts';
import type { FetchTrace, Hop, ObservedResponse, Preflight } from '../trace/fetch-trace.ts';
import { type CorsAnswer, withCorsAnswer, withoutHeader } from './cors-answer.ts';

/**
 * Per hop: the origin that the browser compares with, as it was sent, else as it follows from the chain: it turns into
 * "null" when a redirect leaves an origin that was not the page's for yet another one.
 *
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export function comparedOrigins(trace: FetchTrace): readonly string[] {
  const first = trace.hops[0];
  const initiator = trace.initiatorOrigin ?? (first ? sentOrigin(first) : undefined) ?? 'null';
  let tainted = false;
  return trace.hops.map((hop, index) => {
    const from = trace.hops[index - 1];
    if (from && !isSameOrigin(from.url, hop.url) && !isSameOrigin(initiator, from.url)) tainted = true;
    return sentOrigin(hop) ?? (tainted ? 'null' : initiator);
  });
}

/** The hop with its responses as a server gives them that grants `answer`; responses that never came stay away. */
export function answeredHop(hop: Hop, answer: CorsAnswer): Hop {
  return {
    ...hop,
    ...(hop.preflight?.response ? { preflight: answeredPreflight(hop.preflight, answer) } : {}),
    ...(hop.response ? { response: answeredResponse(hop.response, answer) } : {}),
  };
}

/** The preflight with a 2xx answer and without a redirect; one is made up when none was seen. */
export function answeredPreflight(preflight: Preflight, answer: CorsAnswer): Preflight {
  const { netError: _gone, ...sent } = preflight;
  const { exposeHeaders: _actualOnly, ...granted } = answer;
  const seen = preflight.response ?? unseenResponse(preflight.startedAt, 204);
  const status = isOkStatus(seen.status) ? seen.status : 204;
  return { ...sent, response: rewritten(seen, status, granted) };
}

/** The response to the actual request; its status stays, for CORS does not look at it. */
export function answeredResponse(response: ObservedResponse, answer: CorsAnswer): ObservedResponse {
  const { methods: _methods, requestHeaders: _names, maxAge: _seconds, ...granted } = answer;
  return rewritten(response, response.status, granted);
}

/** A response that no browser has seen yet. */
export function unseenResponse(at: number, status: number): ObservedResponse {
  return { status, headers: [], receivedAt: at, fromCache: false };
}

function rewritten(response: ObservedResponse, status: number, answer: CorsAnswer): ObservedResponse {
  const { headersBeforeExtensions: _before, ...seen } = response;
  const headers = isOkStatus(status) ? withoutHeader(response.headers, 'location') : response.headers;
  return { ...seen, status, headers: withCorsAnswer(headers, answer) };
}

function sentOrigin(hop: Hop): string | undefined {
  return getHeader(hop.requestHeaders ?? hop.preflight?.requestHeaders ?? [], 'origin') ?? undefined;
}
