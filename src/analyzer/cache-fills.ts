import { getHeader, type HeaderList, hasHeader } from './fetch/header-list.ts';
import { bypassesCacheLikeTheBrowser } from './fetch/request-headers.ts';
import type { CacheFill } from './trace/earlier-requests.ts';
import { type FetchTrace, lastHop, type ObservedResponse } from './trace/fetch-trace.ts';

/** What decides about one fetch and the browser's HTTP cache. */
interface CacheUse {
  readonly url: string;
  readonly response: ObservedResponse;
  readonly fill: CacheFill;
  /** How long the response may be handed out again without asking. */
  readonly freshMs: number;
  /** The request may be answered by what is stored. */
  readonly takesStored: boolean;
}

/**
 * For each fetch whose last response came from the browser's HTTP cache, the earlier request that left it there. One
 * pass, in the order of time. A fetch is not in the result when no request that was seen can have left it.
 *
 * Chromium does not say that a response which it then refuses came from the cache. There it follows from the rules of
 * HTTP caching: what is stored is still fresh, and what came is the same, down to its date.
 */
export function cacheFills(traces: readonly FetchTrace[]): ReadonlyMap<FetchTrace, CacheFill> {
  const stored = new Map<string, CacheUse>();
  const fills = new Map<FetchTrace, CacheFill>();
  const uses = traces.flatMap((trace) => {
    const use = useOf(trace);
    return use ? [{ trace, use }] : [];
  });
  for (const { trace, use } of inOrder(uses)) {
    const earlier = stored.get(use.url);
    if (earlier && isFromStore(earlier, use, trace.startedAt)) fills.set(trace, earlier.fill);
    else if (!use.response.fromCache) stored.set(use.url, use);
  }
  return fills;
}

const memo = new WeakMap<FetchTrace, CacheUse | 'none'>();

function useOf(trace: FetchTrace): CacheUse | undefined {
  const known = memo.get(trace) ?? readUse(trace) ?? 'none';
  memo.set(trace, known);
  return known === 'none' ? undefined : known;
}

function readUse(trace: FetchTrace): CacheUse | undefined {
  const { method, url, requestHeaders = [], response } = lastHop(trace);
  if (method !== 'GET' || !response || hasHeader(requestHeaders, 'range')) return undefined;
  const freshMs = freshnessOf(response.headers);
  if (freshMs === 0 && !response.fromCache) return undefined;
  const origin = getHeader(requestHeaders, 'origin');
  return {
    url,
    response,
    fill: { traceId: trace.id, at: response.receivedAt, origin },
    freshMs,
    takesStored: !bypassesCacheLikeTheBrowser(requestHeaders) && isSameForAll(response.headers),
  };
}

function freshnessOf(headers: HeaderList): number {
  const control = getHeader(headers, 'cache-control') ?? '';
  if (/\bno-(?:store|cache)\b/i.test(control)) return 0;
  return Number(/\bmax-age=(\d+)/i.exec(control)?.[1] ?? 0) * 1000;
}

/** It varies by nothing in which two requests of one page differ. */
function isSameForAll(headers: HeaderList): boolean {
  const names = (getHeader(headers, 'vary') ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.every((name) => ['', 'accept-encoding', 'user-agent'].includes(name));
}

function inOrder<T extends { readonly trace: FetchTrace }>(uses: readonly T[]): readonly T[] {
  const isSorted = uses.every(({ trace }, index) => (uses[index - 1]?.trace.startedAt ?? 0) <= trace.startedAt);
  return isSorted ? uses : [...uses].sort((a, b) => a.trace.startedAt - b.trace.startedAt);
}

function isFromStore(earlier: CacheUse, { response, takesStored }: CacheUse, askedAt: number): boolean {
  if (!isSameResponse(earlier.response, response)) return false;
  return response.fromCache || (takesStored && askedAt < earlier.fill.at + earlier.freshMs);
}

/** What is stored is handed out as it was, with its date and its answer about CORS. */
function isSameResponse(stored: ObservedResponse, cached: ObservedResponse): boolean {
  const names = ['access-control-allow-origin', 'date', 'etag', 'last-modified', 'content-length', 'vary'];
  return (
    stored.status === cached.status &&
    names.every((name) => getHeader(stored.headers, name) === getHeader(cached.headers, name))
  );
}
