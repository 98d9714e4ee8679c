import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';
import type { TracesReply } from '../protocol/messages.ts';

/** Ids of removed traces are listed up to this many; a reader that lags further behind gets the whole log. */
const MAX_REMOVED = 2000;

interface TabChanges {
  /** Traces as last told, with the revision of their last change. */
  readonly traces: Map<string, { trace: FetchTrace; revision: number }>;
  removed: { id: string; revision: number }[];
  /** Readers who know an older revision than this get everything. */
  completeFrom: number;
  revision: number;
}

/**
 * What changed since when, per tab. Revisions begin at the time at which this life of the background began, which is
 * later than any revision of an earlier life: so a reader who knows one of those is told everything, once.
 */
export class ChangeLog {
  #revision: number;
  readonly #start: number;
  readonly #tabs = new Map<number, TabChanges>();

  /** @param start epoch milliseconds of the beginning of this life */
  constructor(start: number) {
    this.#start = start;
    this.#revision = start;
  }

  /** Compares a tab's traces with what was told before. Returns the tab's revision, a higher one when they differ. */
  update(tabId: number, traces: readonly FetchTrace[]): number {
    const tab = this.#tab(tabId);
    const changed = traces.filter((trace) => tab.traces.get(trace.id)?.trace !== trace);
    const added = changed.filter(({ id }) => !tab.traces.has(id)).length;
    const gone = tab.traces.size + added === traces.length ? [] : missingIn(traces, tab.traces.keys());
    if (changed.length === 0 && gone.length === 0) return tab.revision;
    const revision = this.#next(tab);
    for (const trace of changed) tab.traces.set(trace.id, { trace, revision });
    for (const id of gone) tab.traces.delete(id);
    tab.removed = [...tab.removed.filter(({ id }) => !tab.traces.has(id)), ...gone.map((id) => ({ id, revision }))];
    for (const { revision: lost } of tab.removed.splice(0, Math.max(0, tab.removed.length - MAX_REMOVED))) {
      tab.completeFrom = Math.max(tab.completeFrom, lost);
    }
    return revision;
  }

  /** A new revision although no trace changed: something else about the tab did. */
  touch(tabId: number): number {
    return this.#next(this.#tab(tabId));
  }

  revisionOf(tabId: number): number {
    return this.#tab(tabId).revision;
  }

  /** What a reader who knows revision `since` has to be told, as of the last `update`. */
  since(tabId: number, since: number): Omit<TracesReply, 'tab'> {
    const { traces, removed, completeFrom, revision } = this.#tab(tabId);
    const complete = since < completeFrom || since > revision;
    const news = [...traces.values()].filter((known) => complete || known.revision > since).map(({ trace }) => trace);
    return {
      revision,
      complete,
      traces: news.sort((a, b) => a.startedAt - b.startedAt),
      removed: complete ? [] : removed.filter((gone) => gone.revision > since).map(({ id }) => id),
    };
  }

  /** A tab was closed. */
  drop(tabId: number): void {
    this.#tabs.delete(tabId);
  }

  #tab(tabId: number): TabChanges {
    const known = this.#tabs.get(tabId);
    if (known) return known;
    const tab = { traces: new Map(), removed: [], completeFrom: this.#start, revision: this.#revision };
    this.#tabs.set(tabId, tab);
    return tab;
  }

  #next(tab: TabChanges): number {
    this.#revision += 1;
    tab.revision = this.#revision;
    return this.#revision;
  }
}

/** Of these ids, those that no trace has. */
function missingIn(traces: readonly FetchTrace[], ids: Iterable<string>): string[] {
  const there = new Set(traces.map(({ id }) => id));
  return [...ids].filter((id) => !there.has(id));
}
