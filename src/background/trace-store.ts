import { serializedOriginOf } from '../analyzer/fetch/origin.ts';
import { chooseEvictions } from '../analyzer/trace/evict.ts';
import { type FetchTrace, firstHop } from '../analyzer/trace/fetch-trace.ts';
import { judgeAlike } from '../analyzer/trace/judge-alike.ts';
import type { Verdict } from '../analyzer/trace/judgement.ts';
import type { EpochMs, Observation } from '../analyzer/trace/observation.ts';
import { isPrivileged } from '../analyzer/trace/relevance.ts';
import type { SessionArea } from '../platform/session-area.ts';
import { ChunkStore } from './chunk-store.ts';
import { type PageOfTab, pageOfTab } from './page-of-tab.ts';
import { type StoredObservation, textOf } from './stored-chunk.ts';
import { decodeNotes, encodeNotes, type TabNotes } from './tab-notes.ts';
import { TraceLog } from './trace-log.ts';

/** `storage.session` holds 10,485,760 bytes. The rest is room for the chunk that replaces others before they go. */
const MAX_BYTES = 8 * 1024 * 1024;
/** After evicting, this share of it is still in use. */
const KEPT_SHARE = 0.7;

const OUTSIDE_TABS = -1;

/** Where the store lives. `maxBytes` is the point from which it evicts. */
export interface StoreEnvironment {
  readonly browser: FetchTrace['browser'];
  readonly area: SessionArea;
  /** Epoch milliseconds. */
  now(): number;
  /** Called when something about a tab may have changed; -1 for what service workers request. */
  changed(tabId: number): void;
  readonly maxBytes?: number;
}

/** All captured traffic. Survives the end of the background at any moment; never reaches the disk. */
export class TraceStore {
  readonly #env: StoreEnvironment;
  readonly #log: TraceLog;
  readonly #chunks: ChunkStore;
  #maxBytes: number;
  readonly #verdicts = new WeakMap<FetchTrace, Verdict>();
  readonly #ofTab = new WeakMap<FetchTrace, Map<number, FetchTrace>>();
  readonly #closedTabs = new Set<number>();
  /** Origins told by the browser for tabs whose navigation was not seen. */
  readonly #originHints = new Map<number, string>();
  #notes = new Map<number, TabNotes>();
  /** Observations that came in before everything was read back. */
  #early: StoredObservation[] | undefined = [];
  #skipped = 0;
  #refusalsSeen = 0;

  constructor(env: StoreEnvironment) {
    this.#env = env;
    this.#maxBytes = env.maxBytes ?? MAX_BYTES;
    this.#log = new TraceLog(env.browser);
    this.#chunks = new ChunkStore(env.area, env.now);
  }

  /** Stored items that could not be read. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Reads back what earlier lives of the background stored. Rejects never: what cannot be read is given up. */
  async restore(): Promise<void> {
    const early = this.#early ?? [];
    try {
      const { kept, notes, skipped } = await this.#chunks.restore();
      this.#notes = decodeNotes(notes);
      this.#skipped = skipped;
      for (const one of kept) this.#take(one);
    } catch {
      this.#skipped += 1;
    }
    this.#early = undefined;
    for (const one of early) this.#take(one);
  }

  /** Stores an observation at once, also before `restore` is done. */
  record(observation: Observation): void {
    const text = textOf(observation);
    if (!this.#log.wants(observation.requestId, text)) return;
    this.#chunks.add(observation.requestId, text);
    if (this.#early) this.#early.push({ observation, text });
    else this.#keep({ observation, text });
  }

  /** A tab's traces, oldest first, with those of the service workers of its page's origin. */
  traces(tabId: number): FetchTrace[] {
    const origin = this.originOf(tabId);
    const outside = this.#log
      .tracesOf(OUTSIDE_TABS)
      .filter(({ initiatorOrigin }) => isSameTuple(initiatorOrigin, origin));
    const own = this.#log.tracesOf(tabId);
    if (outside.length === 0) return [...own];
    const all = [...own, ...outside.map((trace) => this.#attributed(trace, tabId))];
    return all.sort((a, b) => a.startedAt - b.startedAt);
  }

  /** Traces of the page that is in the tab now which it could not read. */
  blockedCount(tabId: number): number {
    const since = this.page(tabId)?.navigatedAt ?? 0;
    return this.traces(tabId).filter((trace) => trace.startedAt >= since && this.#verdict(trace) === 'blocked').length;
  }

  page(tabId: number): PageOfTab | undefined {
    return pageOfTab(this.#log.navigationsOf(tabId));
  }

  /** Serialised origin of the tab's page as far as it is known. */
  originOf(tabId: number): string | undefined {
    return this.#originHints.get(tabId) ?? this.page(tabId)?.origin;
  }

  /** What the browser itself says about the page in a tab, which navigations from its cache do not show. */
  hintOrigin(tabId: number, origin: string | undefined): void {
    if (origin === undefined) this.#originHints.delete(tabId);
    else this.#originHints.set(tabId, origin);
  }

  /** `capturedFrom`: when the first request of the tab was recorded, or now. */
  notes(tabId: number): TabNotes {
    return this.#notes.get(tabId) ?? { capturedFrom: this.#env.now(), dropped: 0 };
  }

  /** Tabs that something is known about, without those that only service workers stand for. */
  tabIds(): number[] {
    return this.#log.tabIds().filter((tabId) => tabId !== OUTSIDE_TABS);
  }

  /** Forgets a tab's traffic; what page is in it stays known. */
  clear(tabId: number): void {
    const navigations = new Set(this.#log.navigationsOf(tabId).map(({ requestId }) => requestId));
    const outside = this.traces(tabId).filter((trace) => trace.fromServiceWorker);
    const ids = this.#log.requestIdsOf(tabId).filter((id) => !navigations.has(id));
    this.#notes.set(tabId, { capturedFrom: this.#env.now(), dropped: 0 });
    this.#discard([...ids, ...outside.flatMap(({ id }) => this.#log.requestIdsOfTrace(OUTSIDE_TABS, id))]);
    this.#env.changed(tabId);
  }

  /** From now on evicts when this many bytes are in use. */
  limitTo(maxBytes: number): void {
    this.#maxBytes = maxBytes;
  }

  /** Forgets requests that should not have been recorded. */
  discardRequests(requestIds: readonly string[]): void {
    if (requestIds.length > 0) this.#discard(requestIds);
  }

  /** Forgets all requests to these servers. */
  discardServers(origins: ReadonlySet<string>): void {
    for (const tabId of this.#log.tabIds()) {
      const traces = this.#log.tracesOf(tabId).filter((trace) => origins.has(serializedOriginOf(firstHop(trace).url)));
      if (traces.length === 0) continue;
      this.#discard(traces.flatMap(({ id }) => this.#log.requestIdsOfTrace(tabId, id)));
      this.#env.changed(tabId);
    }
  }

  /** Forgets everything about a tab that was closed. */
  removeTab(tabId: number): void {
    this.#closedTabs.add(tabId);
    this.#notes.delete(tabId);
    this.#originHints.delete(tabId);
    this.#discard(this.#log.requestIdsOf(tabId));
  }

  /** Forgets what turned out to be of no use, and makes room where there is too little of it. To be called now and then. */
  async tidy(): Promise<void> {
    this.#forget(this.#log.irrelevant());
    for (const tabId of this.tabIds()) {
      const { earlier = [] } = this.page(tabId) ?? {};
      this.#forget(earlier.filter((id) => !this.#log.needs(tabId, id)));
    }
    const { stored, needed } = this.#chunks.size;
    const limit = this.#maxBytes * KEPT_SHARE;
    // Somebody else uses the storage too, or the browser counts differently: half of it is better than nothing.
    if (this.#chunks.refusals > this.#refusalsSeen) this.#evict(needed / 2);
    else if (stored > this.#maxBytes && needed > limit) this.#evict(needed - limit);
    this.#refusalsSeen = this.#chunks.refusals;
    await this.#chunks.compact();
  }

  /** Resolves when what was recorded before is stored, or was refused. */
  saved(): Promise<void> {
    return this.#chunks.saved();
  }

  /** Resolves when everything is stored. */
  idle(): Promise<void> {
    return this.#chunks.idle();
  }

  #take(stored: StoredObservation): void {
    if (this.#log.wants(stored.observation.requestId, stored.text)) this.#keep(stored);
  }

  /** Takes in what is news. */
  #keep(stored: StoredObservation): void {
    const { observation } = stored;
    const { requestId } = observation;
    const begin = this.#log.add(stored);
    if (!begin) return;
    const { tabId } = begin;
    if (this.#closedTabs.has(tabId) || isPrivileged({ begin })) {
      this.#forget([requestId]);
      return;
    }
    if (observation.kind === 'before-request' && observation.type === 'main_frame') this.#originHints.delete(tabId);
    this.#noteFirstRequest(tabId, observation.at);
    this.#env.changed(tabId);
  }

  #noteFirstRequest(tabId: number, at: EpochMs): void {
    if (tabId === OUTSIDE_TABS || this.#notes.has(tabId)) return;
    this.#notes.set(tabId, { capturedFrom: at, dropped: 0 });
    this.#chunks.note(encodeNotes(this.#notes));
  }

  #forget(requestIds: readonly string[]): void {
    if (requestIds.length === 0) return;
    this.#log.forget(requestIds);
    this.#chunks.forget(requestIds);
  }

  #discard(requestIds: readonly string[]): void {
    this.#log.forget(requestIds);
    this.#chunks.discard(requestIds, encodeNotes(this.#notes));
  }

  #evict(bytes: number): void {
    const tabOf = new Map<string, number>();
    const candidates = this.#log.tabIds().flatMap((tabId) => {
      const verdicts = new Map(this.#log.tracesOf(tabId).map((trace) => [trace.id, this.#verdict(trace)]));
      return this.#log.heldOf(tabId).map(({ requestId, startedAt, bytes: size, traceId, undecided }) => {
        tabOf.set(requestId, tabId);
        const verdict = traceId === undefined ? undefined : verdicts.get(traceId);
        const blocked = verdict === 'blocked' || verdict === 'undetermined' || undecided;
        return { id: requestId, traceId, startedAt, bytes: size, blocked };
      });
    });
    const chosen = new Set(chooseEvictions(candidates, bytes));
    const traceIds = new Set(candidates.filter(({ id }) => chosen.has(id)).map(({ traceId }) => traceId));
    // A trace goes as a whole: half of one would say something that did not happen.
    const gone = candidates.filter(
      ({ id, traceId }) => chosen.has(id) || (traceId !== undefined && traceIds.has(traceId)),
    );
    for (const { id, traceId } of gone) if (id === traceId) this.#countDropped(tabOf.get(id) ?? OUTSIDE_TABS);
    this.#discard(gone.map(({ id }) => id));
    for (const tabId of new Set(gone.map(({ id }) => tabOf.get(id) ?? OUTSIDE_TABS))) this.#env.changed(tabId);
  }

  #countDropped(tabId: number): void {
    const notes = this.notes(tabId);
    this.#notes.set(tabId, { ...notes, dropped: notes.dropped + 1 });
  }

  #verdict(trace: FetchTrace): Verdict {
    const known = this.#verdicts.get(trace);
    if (known) return known;
    const { verdict } = judgeAlike(trace);
    this.#verdicts.set(trace, verdict);
    return verdict;
  }

  /** A service worker's trace as one of a tab: the same object each time, so that it does not look changed. */
  #attributed(trace: FetchTrace, tabId: number): FetchTrace {
    const known = this.#ofTab.get(trace) ?? new Map<number, FetchTrace>();
    const attributed = known.get(tabId) ?? { ...trace, tabId };
    this.#ofTab.set(trace, known.set(tabId, attributed));
    return attributed;
  }
}

function isSameTuple(initiatorOrigin: string | undefined, pageOrigin: string | undefined): boolean {
  return initiatorOrigin !== undefined && initiatorOrigin !== 'null' && initiatorOrigin === pageOrigin;
}
