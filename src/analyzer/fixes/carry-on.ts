import { getHeader } from '../fetch/header-list.ts';
import { mainFetch } from '../fetch/main-fetch.ts';
import type { CredentialsMode } from '../fetch/network-error.ts';
import type { FetchTrace, Hop } from '../trace/fetch-trace.ts';
import { answeredResponse, comparedOrigins, unseenResponse } from './answered.ts';
import type { CorsAnswer } from './cors-answer.ts';

/** What a server would answer to a page's origin on one URL. `undefined`: nobody knows. */
export type AnswerFor = (url: string, origin: string) => CorsAnswer | undefined;

/** Browsers give up earlier; this only bounds the work on a chain that goes in circles. */
const MOST_HOPS = 21;

/**
 * Lets a rewritten fetch go on from where the browser had stopped it: the request goes out once its preflight passes, a
 * redirect that passes is followed, and the server at the other end answers what `answerFor` says. Ends where nobody
 * knows. The outcome becomes `pending`: on paper no browser has acted, so only the headers count.
 */
export function carryOn(trace: FetchTrace, answerFor: AnswerFor): FetchTrace {
  let current: FetchTrace = { ...trace, outcome: { kind: 'pending' } };
  while (current.hops.length < MOST_HOPS) {
    const next = sent(current, answerFor) ?? redirected(current);
    if (!next) break;
    current = next;
  }
  return current;
}

/** The fetch with an answer to its last request, when that was held back and may go out now. */
function sent(trace: FetchTrace, answerFor: AnswerFor): FetchTrace | undefined {
  const { hop, origin } = last(trace);
  if (hop.response || (hop.preflight && !passesPreflight(trace, hop, origin))) return undefined;
  const answer = answerFor(hop.url, origin);
  if (!answer) return undefined;
  const method = requestedMethod(hop) ?? hop.method;
  const response = answeredResponse(unseenResponse(hop.startedAt, 200), answer);
  return { ...trace, preflightOnly: false, hops: [...trace.hops.slice(0, -1), { ...hop, method, response }] };
}

/** The fetch with one more hop, when its last response is a redirect that was not followed. */
function redirected(trace: FetchTrace): FetchTrace | undefined {
  const { hop } = last(trace);
  const location = getHeader(hop.response?.headers ?? [], 'location');
  const status = hop.response?.status ?? 0;
  if (hop.redirect || location === null || !REDIRECTS.has(status) || !URL.canParse(location, hop.url)) return undefined;
  const to = new URL(location, hop.url).href;
  const left: Hop = { ...hop, redirect: { to, status, byExtension: false } };
  const next: Hop = { url: to, method: methodAfter(status, hop.method), startedAt: hop.startedAt };
  return { ...trace, hops: [...trace.hops.slice(0, -1), left, next] };
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** @see https://fetch.spec.whatwg.org/#http-redirect-fetch */
function methodAfter(status: number, method: string): string {
  const rewritesPost = (status === 301 || status === 302) && method === 'POST';
  return rewritesPost || (status === 303 && method !== 'HEAD') ? 'GET' : method;
}

function passesPreflight(trace: FetchTrace, hop: Hop, origin: string): boolean {
  const response = hop.preflight?.response;
  if (!response) return false;
  const asked = getHeader(hop.preflight?.requestHeaders ?? [], 'access-control-request-headers') ?? '';
  const input = {
    url: hop.url,
    method: requestedMethod(hop) ?? hop.method,
    unsafeHeaderNames: asked.split(',').filter((name) => name !== ''),
    preflight: response,
  };
  const stated = trace.pageReport?.credentialsMode;
  const modes: readonly CredentialsMode[] = stated ? [stated] : ['same-origin', 'include'];
  return modes.some((credentialsMode) => {
    const outcome = mainFetch({ initiatorOrigin: origin, credentialsMode, hops: [input] }, trace.browser);
    return outcome.failure?.phase !== 'preflight';
  });
}

function requestedMethod(hop: Hop): string | undefined {
  return getHeader(hop.preflight?.requestHeaders ?? [], 'access-control-request-method') ?? undefined;
}

function last(trace: FetchTrace): { readonly hop: Hop; readonly origin: string } {
  const hop = trace.hops.at(-1);
  if (!hop) throw new Error(`trace ${trace.id} has no hops`);
  return { hop, origin: comparedOrigins(trace).at(-1) ?? 'null' };
}
