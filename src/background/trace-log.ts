import { isTopLevelNavigation } from '../analyzer/trace/assemble.ts';
import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';
import type { BeforeRequest, EpochMs, Observation } from '../analyzer/trace/observation.ts';
import { relevanceOf } from '../analyzer/trace/relevance.ts';
import { type RequestChain, requestChainOf } from '../analyzer/trace/request-chain.ts';
import type { StoredObservation } from './stored-chunk.ts';
import { TabTraces } from './tab-traces.ts';

/** Events arrive out of order while the background wakes up: nothing is called irrelevant before this much more has passed. */
const SETTLED_MS = 5000;
/** Late events of forgotten requests are recognised among this many. */
const MAX_FORGOTTEN = 5000;

interface Entry {
  /** Few of them: looking through is faster than a table. */
  readonly stored: StoredObservation[];
  bytes: number;
  newestAt: EpochMs;
  /** The event that begins the request, undefined while it is missing. */
  begin: BeforeRequest | undefined;
  /** Made when it is asked for: a request's events come faster than anybody looks at it. */
  made: Made | undefined;
}

interface Made {
  readonly chain: RequestChain | undefined;
  readonly relevance: ReturnType<typeof relevanceOf>;
}

/** A request with what it takes up; `traceId` is absent while it is no (part of a) trace. */
export interface HeldRequest {
  readonly requestId: string;
  readonly startedAt: EpochMs;
  readonly bytes: number;
  readonly traceId: string | undefined;
  /** It is no part of a trace yet, and may become one: an OPTIONS whose headers are still to come, say. */
  readonly undecided: boolean;
}

/**
 * The observations that count, in memory, by request and by tab, and the traces that they amount to. Traces that did not
 * change are the same objects as before.
 */
export class TraceLog {
  readonly #browser: FetchTrace['browser'];
  readonly #entries = new Map<string, Entry>();
  /** Request ids by tab; -1 holds what service workers requested. */
  readonly #tabs: IdsOfTabs = new Map();
  /** Of these, those that load a page into the tab. */
  readonly #navigations: IdsOfTabs = new Map();
  readonly #assembled = new Map<number, TabTraces>();
  /** Requests that may turn out to be irrelevant, or have. */
  readonly #unsure = new Set<string>();
  readonly #forgotten = new Set<string>();
  #newestAt: EpochMs = 0;

  constructor(browser: FetchTrace['browser']) {
    this.#browser = browser;
  }

  /** Whether an observation with this text is news. */
  wants(requestId: string, text: string): boolean {
    return (
      !this.#forgotten.has(requestId) && !this.#entries.get(requestId)?.stored.some((known) => known.text === text)
    );
  }

  /** Takes an observation in. Returns the event that begins its request, undefined while that is missing. */
  add(stored: StoredObservation): BeforeRequest | undefined {
    const { observation, text } = stored;
    const { requestId, at, kind } = observation;
    const entry = this.#entries.get(requestId) ?? newEntry();
    entry.stored.push(stored);
    entry.bytes += text.length;
    entry.newestAt = Math.max(entry.newestAt, at);
    entry.made = undefined;
    this.#newestAt = Math.max(this.#newestAt, at);
    this.#entries.set(requestId, entry);
    this.#unsure.add(requestId);
    // No other event has a say in which one begins the request.
    if (kind === 'before-request' || kind === 'before-redirect') entry.begin = beginOf(entry, observation);
    if (!entry.begin) return undefined;
    const { tabId, type } = entry.begin;
    addTo(this.#tabs, tabId, requestId);
    if (type === 'main_frame') addTo(this.#navigations, tabId, requestId);
    this.#assembled.get(tabId)?.touch(requestId, type === 'main_frame');
    return entry.begin;
  }

  forget(requestIds: Iterable<string>): void {
    for (const id of requestIds) {
      const begin = this.#entries.get(id)?.begin;
      this.#entries.delete(id);
      this.#unsure.delete(id);
      this.#forgotten.add(id);
      if (!begin) continue;
      const { tabId, type } = begin;
      removeFrom(this.#tabs, tabId, id);
      removeFrom(this.#navigations, tabId, id);
      this.#assembled.get(tabId)?.touch(id, type === 'main_frame');
      if (!this.#tabs.has(tabId)) this.#assembled.delete(tabId);
    }
    for (const id of this.#forgotten) {
      if (this.#forgotten.size <= MAX_FORGOTTEN) break;
      this.#forgotten.delete(id);
    }
  }

  /** Tabs that something is known about. */
  tabIds(): number[] {
    return [...this.#tabs.keys()];
  }

  requestIdsOf(tabId: number): string[] {
    return [...(this.#tabs.get(tabId) ?? [])];
  }

  /** Top-level navigations of a tab, in no particular order. */
  navigationsOf(tabId: number): RequestChain[] {
    return this.#chainsOf(this.#navigations.get(tabId) ?? []);
  }

  /** Whether a trace of the tab says something that it knows from this navigation only. */
  needs(tabId: number, navigationId: string): boolean {
    return this.#tracesOf(tabId).needs(navigationId);
  }

  /** Traces of a tab, oldest first. */
  tracesOf(tabId: number): readonly FetchTrace[] {
    return this.#tracesOf(tabId).traces();
  }

  /** The requests that a trace is made of: its own and its preflights'. */
  requestIdsOfTrace(tabId: number, traceId: string): readonly string[] {
    return this.#tracesOf(tabId).requestIdsOf(traceId);
  }

  /** Requests that are over and turned out to be none of our business, and events that belong to no request we know. */
  irrelevant(): string[] {
    const found: string[] = [];
    for (const id of this.#unsure) {
      const entry = this.#entries.get(id);
      if (!entry || isKept(entry)) this.#unsure.delete(id);
      else if (entry.newestAt <= this.#newestAt - SETTLED_MS && isIrrelevant(entry)) found.push(id);
    }
    return found;
  }

  /** Everything of a tab except its navigations, with what it takes up. */
  heldOf(tabId: number): HeldRequest[] {
    const traceIds = new Map<string, string>();
    for (const { id: traceId } of this.tracesOf(tabId)) {
      for (const id of this.requestIdsOfTrace(tabId, traceId)) traceIds.set(id, traceId);
    }
    return this.#chainsOf(this.#tabs.get(tabId) ?? [])
      .filter((chain) => !isTopLevelNavigation(chain))
      .map(({ requestId, begin }) => {
        const entry = this.#entries.get(requestId) as Entry;
        const traceId = traceIds.get(requestId);
        const undecided = traceId === undefined && madeOf(entry).relevance !== 'irrelevant';
        return { requestId, startedAt: begin.at, bytes: entry.bytes, traceId, undecided };
      });
  }

  #chainsOf(requestIds: Iterable<string>): RequestChain[] {
    const chains: RequestChain[] = [];
    for (const id of requestIds) {
      const entry = this.#entries.get(id);
      const chain = entry && madeOf(entry).chain;
      if (chain) chains.push(chain);
    }
    return chains;
  }

  #relevant(requestId: string, tabId: number): RequestChain | undefined {
    const entry = this.#entries.get(requestId);
    if (entry?.begin?.tabId !== tabId) return undefined;
    const { chain, relevance } = madeOf(entry);
    return relevance === 'relevant' ? chain : undefined;
  }

  #tracesOf(tabId: number): TabTraces {
    const known = this.#assembled.get(tabId);
    if (known) return known;
    const requests = {
      relevant: (requestId: string) => this.#relevant(requestId, tabId),
      navigations: () => this.navigationsOf(tabId),
    };
    const traces = new TabTraces(requests, this.#browser);
    for (const id of this.#tabs.get(tabId) ?? []) traces.touch(id, false);
    // Nobody needs to know of a tab that was asked about in vain.
    if (this.#tabs.has(tabId)) this.#assembled.set(tabId, traces);
    return traces;
  }
}

function newEntry(): Entry {
  return { stored: [], bytes: 0, newestAt: 0, begin: undefined, made: undefined };
}

/** What begins the request, now that this event came in. */
function beginOf(entry: Entry, observation: Observation): BeforeRequest | undefined {
  if (entry.stored.length === 1) return observation.kind === 'before-request' ? observation : undefined;
  return madeOf(entry).chain?.begin;
}

function isKept(entry: Entry): boolean {
  const { chain, relevance } = madeOf(entry);
  return chain !== undefined && (relevance === 'relevant' || isTopLevelNavigation(chain));
}

function isIrrelevant(entry: Entry): boolean {
  const { chain, relevance } = madeOf(entry);
  return !chain || relevance === 'irrelevant';
}

function madeOf(entry: Entry): Made {
  if (entry.made) return entry.made;
  const chain = requestChainOf(entry.stored.map(({ observation }) => observation));
  entry.made = { chain, relevance: chain ? relevanceOf(chain) : 'undecided' };
  return entry.made;
}

type IdsOfTabs = Map<number, Set<string>>;

function addTo(tabs: IdsOfTabs, tabId: number, requestId: string): void {
  const ids = tabs.get(tabId);
  if (ids) ids.add(requestId);
  else tabs.set(tabId, new Set([requestId]));
}

function removeFrom(tabs: IdsOfTabs, tabId: number, requestId: string): void {
  const ids = tabs.get(tabId);
  ids?.delete(requestId);
  if (ids?.size === 0) tabs.delete(tabId);
}
