import { getHeader } from './fetch/header-list.ts';
import type { CacheFill } from './trace/earlier-requests.ts';
import { type FetchTrace, type Hop, lastHop, type ObservedResponse } from './trace/fetch-trace.ts';

interface Stored {
  readonly fill: CacheFill;
  readonly response: ObservedResponse;
}

/**
 * For each fetch whose last response came from the browser's HTTP cache, the earlier request that left it there. One
 * pass, in the order of time. A fetch is not in the result when no request that was seen can have left it.
 */
export function cacheFills(traces: readonly FetchTrace[]): ReadonlyMap<FetchTrace, CacheFill> {
  const stored = new Map<string, Stored>();
  const fills = new Map<FetchTrace, CacheFill>();
  if (!traces.some((trace) => lastHop(trace).response?.fromCache)) return fills;
  for (const trace of inOrder(traces)) {
    const hop = lastHop(trace);
    if (hop.method !== 'GET' || !hop.response) continue;
    if (!hop.response.fromCache) store(stored, trace, hop, hop.response);
    else {
      const found = stored.get(hop.url);
      if (found && isSameResponse(found.response, hop.response)) fills.set(trace, found.fill);
    }
  }
  return fills;
}

function inOrder(traces: readonly FetchTrace[]): readonly FetchTrace[] {
  const isSorted = traces.every(
    (trace, index) => index === 0 || (traces[index - 1]?.startedAt ?? 0) <= trace.startedAt,
  );
  return isSorted ? traces : [...traces].sort((a, b) => a.startedAt - b.startedAt);
}

function store(
  stored: Map<string, Stored>,
  trace: FetchTrace,
  { url, requestHeaders }: Hop,
  response: ObservedResponse,
) {
  if (/\bno-store\b/i.test(getHeader(response.headers, 'cache-control') ?? '')) return;
  const origin = getHeader(requestHeaders ?? [], 'origin');
  stored.set(url, { response, fill: { traceId: trace.id, at: response.receivedAt, origin } });
}

/** What is stored is handed out as it was, with its date and its answer about CORS. */
function isSameResponse(stored: ObservedResponse, cached: ObservedResponse): boolean {
  return ['access-control-allow-origin', 'date', 'etag'].every(
    (name) => getHeader(stored.headers, name) === getHeader(cached.headers, name),
  );
}
