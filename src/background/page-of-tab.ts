import { serializedOriginOf } from '../analyzer/fetch/origin.ts';
import { replacesDocument } from '../analyzer/trace/document-of.ts';
import type { EpochMs } from '../analyzer/trace/observation.ts';
import type { RequestChain } from '../analyzer/trace/request-chain.ts';

/** What a tab's navigations say about the page that is in it. */
export interface PageOfTab {
  readonly origin: string;
  readonly navigatedAt: EpochMs;
  /** Navigations that came before it and are over. */
  readonly earlier: readonly string[];
}

/** The latest top-level navigation that puts a page into the tab. Downloads and 204 answers leave the old page there. */
export function pageOfTab(navigations: readonly RequestChain[]): PageOfTab | undefined {
  const inOrder = navigations.filter(isInFront).toSorted((a, b) => a.begin.at - b.begin.at);
  const latest = inOrder.findLast(replacesDocument);
  if (!latest) return undefined;
  const earlier = inOrder.filter(({ begin, end }) => end !== undefined && begin.at < latest.begin.at);
  return {
    origin: serializedOriginOf(latest.hops.at(-1)?.url ?? latest.begin.url),
    navigatedAt: latest.begin.at,
    earlier: latest.end ? earlier.map(({ requestId }) => requestId) : [],
  };
}

/** A prerendered page waits behind the one that the user sees. */
function isInFront({ begin }: RequestChain): boolean {
  return begin.documentLifecycle !== 'prerender';
}
