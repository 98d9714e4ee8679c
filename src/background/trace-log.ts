import { assembleParts, isTopLevelNavigation, type TraceParts, traceOf } from '../analyzer/trace/assemble.ts';
import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';
import type { BeforeRequest, EpochMs, Observation } from '../analyzer/trace/observation.ts';
import { relevanceOf } from '../analyzer/trace/relevance.ts';
import { type RequestChain, requestChainOf } from '../analyzer/trace/request-chain.ts';

/** Events arrive out of order while the background wakes up: nothing is called irrelevant before this much more has passed. */
const SETTLED_MS = 5000;
/** Late events of forgotten requests are recognised among this many. */
const MAX_FORGOTTEN = 5000;

interface Entry {
  readonly observations: Map<string, Observation>;
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

interface TabTraces {
  readonly traces: readonly FetchTrace[];
  /** Per trace: the request ids that it is made of. */
  readonly requestIds: ReadonlyMap<string, readonly string[]>;
  /** The navigations that say where pages with an opaque origin are from. */
  readonly documents: ReadonlySet<string | undefined>;
}

/** A request with what it takes up; `traceId` is absent while it is no (part of a) trace. */
export interface HeldRequest {
  readonly requestId: string;
  readonly startedAt: EpochMs;
  readonly bytes: number;
  readonly traceId: string | undefined;
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
  readonly #remembered = new WeakMap<RequestChain, { parts: TraceParts; trace: FetchTrace }>();
  readonly #forgotten = new Set<string>();
  #newestAt: EpochMs = 0;

  constructor(browser: FetchTrace['browser']) {
    this.#browser = browser;
  }

  /** Whether an observation with this text is news. */
  wants(requestId: string, text: string): boolean {
    return !this.#forgotten.has(requestId) && !this.#entries.get(requestId)?.observations.has(text);
  }

  /** Takes an observation in. Returns the event that begins its request, undefined while that is missing. */
  add(observation: Observation, text: string): BeforeRequest | undefined {
    const { requestId, at, kind } = observation;
    const entry = this.#entries.get(requestId) ?? newEntry();
    entry.observations.set(text, observation);
    entry.bytes += text.length;
    entry.newestAt = Math.max(entry.newestAt, at);
    entry.made = undefined;
    this.#newestAt = Math.max(this.#newestAt, at);
    this.#entries.set(requestId, entry);
    // No other event has a say in which one begins the request.
    if (kind === 'before-request' || kind === 'before-redirect') entry.begin = madeOf(entry).chain?.begin;
    if (!entry.begin) return undefined;
    const { tabId, type } = entry.begin;
    addTo(this.#tabs, tabId, requestId);
    if (type === 'main_frame') addTo(this.#navigations, tabId, requestId);
    this.#assembled.delete(tabId);
    return entry.begin;
  }

  forget(requestIds: Iterable<string>): void {
    for (const id of requestIds) {
      const tabId = this.#entries.get(id)?.begin?.tabId;
      this.#entries.delete(id);
      this.#forgotten.add(id);
      if (tabId === undefined) continue;
      removeFrom(this.#tabs, tabId, id);
      removeFrom(this.#navigations, tabId, id);
      this.#assembled.delete(tabId);
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
    return this.#assemble(tabId).documents.has(navigationId);
  }

  /** Traces of a tab, oldest first. */
  tracesOf(tabId: number): readonly FetchTrace[] {
    return this.#assemble(tabId).traces;
  }

  /** The requests that a trace is made of: its own and its preflights'. */
  requestIdsOfTrace(tabId: number, traceId: string): readonly string[] {
    return this.#assemble(tabId).requestIds.get(traceId) ?? [];
  }

  /** Requests that are over and turned out to be none of our business, and events that belong to no request we know. */
  irrelevant(): string[] {
    return [...this.#entries].filter(([, entry]) => this.#isIrrelevant(entry)).map(([id]) => id);
  }

  /** Everything of a tab except its navigations, with what it takes up. */
  heldOf(tabId: number): HeldRequest[] {
    const traceIds = new Map<string, string>();
    for (const [traceId, ids] of this.#assemble(tabId).requestIds) for (const id of ids) traceIds.set(id, traceId);
    return this.#chainsOf(this.#tabs.get(tabId) ?? [])
      .filter((chain) => !isTopLevelNavigation(chain))
      .map(({ requestId, begin }) => ({
        requestId,
        startedAt: begin.at,
        bytes: this.#entries.get(requestId)?.bytes ?? 0,
        traceId: traceIds.get(requestId),
      }));
  }

  #isIrrelevant(entry: Entry): boolean {
    if (entry.newestAt > this.#newestAt - SETTLED_MS) return false;
    const { chain, relevance } = madeOf(entry);
    return !chain || (!isTopLevelNavigation(chain) && relevance === 'irrelevant');
  }

  #chainsOf(requestIds: Iterable<string>, wanted: (made: Made) => boolean = () => true): RequestChain[] {
    const chains: RequestChain[] = [];
    for (const id of requestIds) {
      const entry = this.#entries.get(id);
      const made = entry && madeOf(entry);
      if (made?.chain && wanted(made)) chains.push(made.chain);
    }
    return chains;
  }

  #assemble(tabId: number): TabTraces {
    const known = this.#assembled.get(tabId);
    if (known) return known;
    const chains = this.#chainsOf(this.#tabs.get(tabId) ?? [], ({ relevance }) => relevance === 'relevant');
    const all = assembleParts(chains, this.navigationsOf(tabId), this.#browser);
    const assembled = {
      traces: all.map((parts) => this.#traceOf(parts)),
      requestIds: new Map(all.map((parts) => [parts.chain.requestId, requestIdsIn(parts)])),
      documents: new Set(all.map(({ document }) => document?.requestId)),
    };
    this.#assembled.set(tabId, assembled);
    return assembled;
  }

  #traceOf(parts: TraceParts): FetchTrace {
    const known = this.#remembered.get(parts.chain);
    if (known && sameParts(known.parts, parts)) return known.trace;
    const trace = traceOf(parts, this.#browser);
    this.#remembered.set(parts.chain, { parts, trace });
    return trace;
  }
}

function newEntry(): Entry {
  return { observations: new Map(), bytes: 0, newestAt: 0, begin: undefined, made: undefined };
}

function madeOf(entry: Entry): Made {
  if (entry.made) return entry.made;
  const chain = requestChainOf(entry.observations.values());
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

function requestIdsIn({ chain, preflights }: TraceParts): string[] {
  return [
    chain.requestId,
    ...preflights.filter((paired) => paired !== undefined).map((paired) => paired.chain.requestId),
  ];
}

function sameParts(a: TraceParts, b: TraceParts): boolean {
  if (a.preflightOnly !== b.preflightOnly || a.document !== b.document || a.preflights.length !== b.preflights.length)
    return false;
  return a.preflights.every((paired, index) => {
    const other = b.preflights[index];
    return paired?.chain === other?.chain && paired?.pairing === other?.pairing;
  });
}
