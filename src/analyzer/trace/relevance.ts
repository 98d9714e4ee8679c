import { getHeader } from '../fetch/header-list.ts';
import { locationUrl, redirectLocation } from '../fetch/http-redirect.ts';
import { classifyNetError } from '../fetch/net-error.ts';
import { serializedOriginOf } from '../fetch/origin.ts';
import type { RequestChain } from './request-chain.ts';

/** Pages that are part of the browser or of an extension: other rules than CORS apply to them. */
const PRIVILEGED =
  /^(?:[a-z]+-extension|devtools|chrome|chrome-untrusted|edge|brave|resource|about|view-source):(?:\/\/[^/?#]*)?/;

/** Scheme and host of such a page, `undefined` for every other address. The URL parser calls most of them opaque. */
export function privilegedOriginOf(url: string): string | undefined {
  return PRIVILEGED.exec(url)?.[0];
}

/**
 * Whether a request is worth a trace: it crosses origins on some hop or would have if the browser had let it, or its
 * initiator is opaque. `undecided` while a redirect could still take it to another origin, or a service worker has it;
 * `irrelevant` is final.
 */
export function relevanceOf(chain: RequestChain): 'relevant' | 'undecided' | 'irrelevant' {
  if (isNeverRelevant(chain)) return 'irrelevant';
  // Chromium does not show such a request at all.
  if (chain.withServiceWorker) return 'undecided';
  // Also to the page's own server, when redirects lead back to it.
  if (chain.asksFor !== undefined) return 'relevant';
  const initiator = initiatorOf(chain);
  if (initiator === 'null' || (initiator === undefined && saysCrossOrigin(chain))) return 'relevant';
  if (initiator !== undefined && visitedAndRefused(chain).some((url) => originOf(url) !== initiator)) return 'relevant';
  return chain.end ? 'irrelevant' : 'undecided';
}

/** The URLs of all hops, and where a redirect led that the browser did not follow. */
function visitedAndRefused({ hops, end }: RequestChain): readonly string[] {
  const visited = hops.map(({ url }) => url);
  const last = hops.at(-1);
  const announced = last?.redirect?.redirectUrl;
  if (announced !== undefined) return [...visited, announced];
  const response = last?.headersReceived;
  if (!last || !response || end?.kind !== 'error-occurred' || classifyNetError(end.netError) !== 'failed')
    return visited;
  const location = redirectLocation({ status: response.status, headers: response.responseHeaders });
  const target = location === null ? null : locationUrl(location, last.url);
  return target === null ? visited : [...visited, target];
}

function isNeverRelevant(chain: RequestChain): boolean {
  if (chain.begin.type === 'main_frame' || isPrivileged(chain)) return true;
  // Before it loads a font, Chromium looks into its cache with a request of its own.
  return chain.end?.kind === 'error-occurred' && classifyNetError(chain.end.netError) === 'cache-probe';
}

/** Whether a page of the browser or of an extension made the request. */
export function isPrivileged({ begin }: Pick<RequestChain, 'begin'>): boolean {
  return begin.initiatorOrigin !== undefined && privilegedOriginOf(begin.initiatorOrigin) !== undefined;
}

/** Firefox does not name opaque initiators; the request's own `Origin` header does. */
function initiatorOf({ begin, hops }: RequestChain): string | undefined {
  return begin.initiatorOrigin ?? getHeader(hops[0]?.sendHeaders?.requestHeaders ?? [], 'origin') ?? undefined;
}

/** Of a no-cors request with an opaque initiator Firefox tells no more than that it leaves its origin. */
function saysCrossOrigin({ hops }: RequestChain): boolean {
  return hops.some(({ sendHeaders }) => {
    const site = getHeader(sendHeaders?.requestHeaders ?? [], 'sec-fetch-site');
    return site === 'cross-site' || site === 'same-site';
  });
}

/** A WebSocket to the page's own server is same-origin for our purpose: only its scheme has another name. */
function originOf(url: string): string {
  return serializedOriginOf(url.replace(/^ws(s?):/, 'http$1:'));
}
