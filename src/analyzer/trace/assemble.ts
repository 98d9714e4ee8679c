import { hopOf, outcomeOf, preflightOf } from './exchange.ts';
import type { FetchTrace, Hop } from './fetch-trace.ts';
import type { Observation } from './observation.ts';
import { type PairedRequest, pairPreflights } from './pair-preflights.ts';
import { relevanceOf } from './relevance.ts';
import { type RequestChain, requestChainOf } from './request-chain.ts';

/**
 * The traces that a set of observations amounts to, oldest first. The same whatever order the observations come in and
 * however often. Requests that stay within one origin, and top-level navigations, are left out.
 */
export function assemble(observations: Iterable<Observation>, browser: FetchTrace['browser']): FetchTrace[] {
  const byRequest = new Map<string, Observation[]>();
  for (const observation of observations) {
    const known = byRequest.get(observation.requestId);
    if (known) known.push(observation);
    else byRequest.set(observation.requestId, [observation]);
  }
  const chains = [...byRequest.values()].map(requestChainOf).filter((chain) => chain !== undefined);
  const relevant = chains.filter((chain) => relevanceOf(chain) === 'relevant');
  return assembleParts(relevant, browser).map((parts) => traceOf(parts, browser));
}

/** What one trace is made of. Two equal ones give equal traces, so a trace can be remembered by its parts. */
export interface TraceParts extends PairedRequest {
  readonly preflightOnly: boolean;
}

/** Joins preflights to their requests, oldest first. Takes relevant requests only. */
export function assembleParts(chains: readonly RequestChain[], browser: FetchTrace['browser']): TraceParts[] {
  const { requests, unpaired } = pairPreflights(chains, browser);
  const parts = [
    ...requests.map((request) => ({ ...request, preflightOnly: false })),
    ...unpaired.map((chain) => ({ chain, preflights: [], preflightOnly: true })),
  ];
  return parts.sort(byBeginning);
}

function byBeginning(a: TraceParts, b: TraceParts): number {
  const [left, right] = [a.chain.begin, b.chain.begin];
  return (
    left.at - right.at || left.requestId.length - right.requestId.length || (left.requestId < right.requestId ? -1 : 1)
  );
}

export function traceOf({ chain, preflights, preflightOnly }: TraceParts, browser: FetchTrace['browser']): FetchTrace {
  const { begin } = chain;
  return {
    id: chain.requestId,
    browser,
    tabId: begin.tabId,
    frameId: begin.frameId,
    ...(begin.documentId === undefined ? {} : { documentId: begin.documentId }),
    fromServiceWorker: begin.tabId === -1,
    type: begin.type,
    ...(begin.initiatorOrigin === undefined ? {} : { initiatorOrigin: begin.initiatorOrigin }),
    startedAt: begin.at,
    hops: preflightOnly ? [unseenHop(chain)] : chain.hops.map((_, index) => hopOf(chain, index, preflights[index])),
    outcome: preflightOnly ? { kind: 'pending' } : outcomeOf(chain),
    preflightOnly,
    ...(chain.pageReport ? { pageReport: chain.pageReport } : {}),
  };
}

/** The request that a lone preflight asked permission for: known by its URL and method only. */
function unseenHop(chain: RequestChain): Hop {
  const preflight = preflightOf(chain, 'observed');
  const asked = preflight.requestHeaders?.find(([name]) => name.toLowerCase() === 'access-control-request-method');
  return { url: preflight.url, method: asked?.[1] ?? preflight.method, startedAt: preflight.startedAt, preflight };
}
