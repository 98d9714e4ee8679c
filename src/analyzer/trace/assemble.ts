import { addressOf, documentOf, isLoad } from './document-of.ts';
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
  // The loads of frames are among the relevant requests where they cross origins, and are not kept where they do not.
  const documents = [...chains.filter(isTopLevelNavigation), ...relevant.filter(({ begin }) => isLoad(begin))];
  return assembleParts(relevant, documents, browser).map((parts) => traceOf(parts, browser));
}

/** What one trace is made of. Two equal ones give equal traces, so a trace can be remembered by its parts. */
export interface TraceParts extends PairedRequest {
  readonly preflightOnly: boolean;
  /** The navigation that brought the page, where its origin is opaque and that was seen. */
  readonly document: RequestChain | undefined;
}

export function isTopLevelNavigation({ begin }: RequestChain): boolean {
  return begin.type === 'main_frame';
}

/**
 * Joins preflights to their requests, oldest first. `chains`: relevant requests only, with all others to the same URLs where
 * one of them may be a preflight; `documents`: what loaded the documents of the same tabs, as far as it was seen.
 */
export function assembleParts(
  chains: readonly RequestChain[],
  documents: readonly RequestChain[],
  browser: FetchTrace['browser'],
): TraceParts[] {
  const { requests, unpaired } = pairPreflights(chains, browser);
  const parts = [
    ...requests.map(({ chain, preflights }) => partsOf(chain, preflights, false, documents)),
    ...unpaired.map((chain) => partsOf(chain, [], true, documents)),
  ];
  return parts.sort(byBeginning);
}

function partsOf(
  chain: RequestChain,
  preflights: PairedRequest['preflights'],
  preflightOnly: boolean,
  documents: readonly RequestChain[],
): TraceParts {
  return { chain, preflights, preflightOnly, document: documentOf(chain, documents) };
}

/** Orders traces: the oldest first, and at the same moment the one whose id is the lower number. */
export function byBeginning(a: TraceParts, b: TraceParts): number {
  const [left, right] = [a.chain.begin, b.chain.begin];
  return (
    left.at - right.at || left.requestId.length - right.requestId.length || (left.requestId < right.requestId ? -1 : 1)
  );
}

export function traceOf(parts: TraceParts, browser: FetchTrace['browser']): FetchTrace {
  const { chain, preflights, preflightOnly, document } = parts;
  const { begin } = chain;
  const documentFrom = begin.documentFrom ?? (document && addressOf(document));
  return {
    id: chain.requestId,
    browser,
    tabId: begin.tabId,
    frameId: begin.frameId,
    ...(begin.documentId === undefined ? {} : { documentId: begin.documentId }),
    fromServiceWorker: begin.tabId === -1,
    type: begin.type,
    ...(begin.initiatorOrigin === undefined ? {} : { initiatorOrigin: begin.initiatorOrigin }),
    ...(documentFrom === undefined ? {} : { documentFrom }),
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
