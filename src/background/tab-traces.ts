import { assembleParts, byBeginning, type TraceParts, traceOf } from '../analyzer/trace/assemble.ts';
import { isLoad, saysNoDocument } from '../analyzer/trace/document-of.ts';
import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';
import type { RequestChain } from '../analyzer/trace/request-chain.ts';

/** What a tab's requests are now. */
export interface TabRequests {
  /** A request that is worth a trace, undefined when it is none (any more). */
  relevant(requestId: string): RequestChain | undefined;
  /** Top-level navigations of the tab. */
  navigations(): readonly RequestChain[];
}

interface Made {
  readonly parts: TraceParts;
  readonly trace: FetchTrace;
}

/** Requests with a hop to one URL. */
interface OfUrl {
  readonly ids: string[];
  /** How many of them may be preflights. */
  asking: number;
}

/**
 * The traces of one tab, made anew only where requests changed. What belongs together is found among the requests to one URL,
 * and there only when one of them may be a preflight: all others stand for themselves. Traces that did not change are the
 * same objects as before.
 */
export class TabTraces {
  readonly #chains = new Map<string, RequestChain>();
  readonly #urls = new Map<string, OfUrl>();
  /** Of these, those that load a frame. */
  readonly #loads = new Set<RequestChain>();
  readonly #touched = new Set<string>();
  #areDocumentsTouched = false;
  /** By the id of their request. */
  readonly #made = new Map<string, Made>();
  #inOrder: readonly Made[] = [];
  #traces: readonly FetchTrace[] = [];
  #documents: ReadonlySet<string | undefined> | undefined;

  constructor(
    private readonly requests: TabRequests,
    private readonly browser: FetchTrace['browser'],
  ) {}

  /** A request has other events than before, or was forgotten. */
  touch(requestId: string, isNavigation: boolean): void {
    this.#touched.add(requestId);
    if (isNavigation) this.#areDocumentsTouched = true;
  }

  /** Oldest first. */
  traces(): readonly FetchTrace[] {
    this.#update();
    return this.#traces;
  }

  /** The requests that a trace is made of: its own and its preflights'. */
  requestIdsOf(traceId: string): readonly string[] {
    this.#update();
    const made = this.#made.get(traceId);
    return made ? requestIdsIn(made.parts) : [];
  }

  /** Whether a trace says something that it knows from this navigation only. */
  needs(navigationId: string): boolean {
    this.#update();
    this.#documents ??= new Set(this.#inOrder.map(({ parts }) => parts.document?.requestId));
    return this.#documents.has(navigationId);
  }

  #update(): void {
    if (this.#touched.size === 0) return;
    const stale = this.#stale();
    this.#touched.clear();
    this.#areDocumentsTouched = false;
    if (stale.size === 0) return;
    const fresh = this.#assembled(stale);
    for (const id of stale) this.#made.delete(id);
    for (const one of fresh) this.#made.set(one.parts.chain.requestId, one);
    const kept = this.#inOrder.filter(({ parts }) => !stale.has(parts.chain.requestId));
    this.#inOrder = merged(kept, fresh);
    this.#traces = this.#inOrder.map(({ trace }) => trace);
    this.#documents = undefined;
  }

  /** Takes the changes in. Returns the requests whose traces they may change, and those that are gone. */
  #stale(): ReadonlySet<string> {
    const stale = new Set<string>();
    for (const id of this.#touched) {
      const before = this.#chains.get(id);
      const now = this.requests.relevant(id);
      if (before === now) continue;
      for (const chain of [before, now]) if (chain && isLoad(chain.begin)) this.#areDocumentsTouched = true;
      // Its neighbours as it was, and as it is.
      if (before) this.#spread(id, stale);
      this.#forget(id, before);
      this.#remember(id, now);
      stale.delete(id);
      this.#spread(id, stale);
    }
    if (this.#areDocumentsTouched) {
      for (const [id, chain] of this.#chains) if (saysNoDocument(chain)) this.#spread(id, stale);
    }
    return stale;
  }

  /** The request and all whose pairing hangs together with its own. */
  #spread(from: string, stale: Set<string>): void {
    const next = [from];
    for (let id = next.pop(); id !== undefined; id = next.pop()) {
      if (stale.has(id)) continue;
      stale.add(id);
      for (const url of urlsOf(this.#chains.get(id))) {
        const there = this.#urls.get(url);
        if (there && there.asking > 0) next.push(...there.ids);
      }
    }
  }

  #forget(id: string, chain: RequestChain | undefined): void {
    if (!chain) return;
    this.#chains.delete(id);
    this.#loads.delete(chain);
    for (const url of urlsOf(chain)) {
      const there = this.#urls.get(url);
      const at = there?.ids.indexOf(id) ?? -1;
      if (!there || at < 0) continue;
      there.ids.splice(at, 1);
      if (mayAsk(chain)) there.asking -= 1;
      if (there.ids.length === 0) this.#urls.delete(url);
    }
  }

  #remember(id: string, chain: RequestChain | undefined): void {
    if (!chain) return;
    this.#chains.set(id, chain);
    if (isLoad(chain.begin)) this.#loads.add(chain);
    for (const url of urlsOf(chain)) {
      const asking = mayAsk(chain) ? 1 : 0;
      const there = this.#urls.get(url);
      if (there) {
        there.ids.push(id);
        there.asking += asking;
      } else this.#urls.set(url, { ids: [id], asking });
    }
  }

  #assembled(ids: ReadonlySet<string>): readonly Made[] {
    const chains = [...ids].map((id) => this.#chains.get(id)).filter((chain) => chain !== undefined);
    const documents = [...this.requests.navigations(), ...this.#loads];
    return assembleParts(chains, documents, this.browser).map((parts) => {
      const known = this.#made.get(parts.chain.requestId);
      return known && sameParts(known.parts, parts) ? known : { parts, trace: traceOf(parts, this.browser) };
    });
  }
}

/** The URLs of all hops, each once. */
function urlsOf(chain: RequestChain | undefined): ReadonlySet<string> | readonly string[] {
  if (!chain) return [];
  const [first, ...others] = chain.hops;
  if (!first) return [];
  return others.length === 0 ? [first.url] : new Set(chain.hops.map(({ url }) => url));
}

function mayAsk({ begin }: RequestChain): boolean {
  return begin.method === 'OPTIONS';
}

function merged(kept: readonly Made[], fresh: readonly Made[]): readonly Made[] {
  const [last, first] = [kept.at(-1), fresh[0]];
  const all = [...kept, ...fresh];
  if (!last || !first || byBeginning(last.parts, first.parts) < 0) return all;
  return all.sort((a, b) => byBeginning(a.parts, b.parts));
}

function requestIdsIn({ chain, preflights }: TraceParts): string[] {
  return [
    chain.requestId,
    ...preflights.filter((paired) => paired !== undefined).map((paired) => paired.chain.requestId),
  ];
}

function sameParts(a: TraceParts, b: TraceParts): boolean {
  if (a.chain !== b.chain || a.preflightOnly !== b.preflightOnly || a.document !== b.document) return false;
  if (a.preflights.length !== b.preflights.length) return false;
  return a.preflights.every((paired, index) => {
    const other = b.preflights[index];
    return paired?.chain === other?.chain && paired?.pairing === other?.pairing;
  });
}
