import { getHeader } from '../fetch/header-list.ts';
import { classifyNetError } from '../fetch/net-error.ts';
import { serializedOriginOf } from '../fetch/origin.ts';
import type { RequestChain } from './request-chain.ts';

/** Pages that are part of the browser or of an extension: other rules than CORS apply to them. */
const PRIVILEGED = /^(?:[a-z]+-extension|devtools|chrome|chrome-untrusted|edge|brave|resource|about|view-source):/;

/**
 * Whether a request is worth a trace: it crosses origins on some hop, or its initiator is opaque. `undecided` while a
 * redirect could still take it to another origin; `irrelevant` is final.
 */
export function relevanceOf(chain: RequestChain): 'relevant' | 'undecided' | 'irrelevant' {
  if (isNeverRelevant(chain)) return 'irrelevant';
  const initiator = initiatorOf(chain);
  if (initiator === 'null') return 'relevant';
  if (initiator !== undefined && chain.hops.some(({ url }) => originOf(url) !== initiator)) return 'relevant';
  return chain.end ? 'irrelevant' : 'undecided';
}

/** Known from the first event on: top-level navigations, and requests of extension and browser pages. */
export function isNeverRelevant({ begin, end }: RequestChain): boolean {
  if (begin.type === 'main_frame') return true;
  if (begin.initiatorOrigin !== undefined && PRIVILEGED.test(begin.initiatorOrigin)) return true;
  // Before it loads a font, Chromium looks into its cache with a request of its own.
  return end?.kind === 'error-occurred' && classifyNetError(end.netError) === 'cache-probe';
}

/** Firefox does not name opaque initiators; the request's own `Origin` header does. */
function initiatorOf({ begin, hops }: RequestChain): string | undefined {
  return begin.initiatorOrigin ?? getHeader(hops[0]?.sendHeaders?.requestHeaders ?? [], 'origin') ?? undefined;
}

/** A WebSocket to the page's own server is same-origin for our purpose: only its scheme has another name. */
function originOf(url: string): string {
  return serializedOriginOf(url.replace(/^ws(s?):/, 'http$1:'));
}
