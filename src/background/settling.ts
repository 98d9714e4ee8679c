import type { ChangeLog } from './change-log.ts';
import type { TraceStore } from './trace-store.ts';
import type { Watchers } from './watchers.ts';

/** A page load brings hundreds of events in a second; badge and panels need not follow each one. */
const DELAY_MS = 100;
const OUTSIDE_TABS = -1;

/** What follows from changes: watchers are told, badges are set, the store is tidied. Nothing is lost when it never runs. */
export class Settling {
  readonly #changed = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly parts: {
      readonly store: TraceStore;
      readonly changes: ChangeLog;
      readonly watchers: Watchers;
      showBadge(tabId: number, count: number): Promise<void>;
    },
  ) {}

  soon(tabId: number): void {
    this.#changed.add(tabId);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.now();
    }, DELAY_MS);
  }

  async now(): Promise<void> {
    const { store, changes, watchers, showBadge } = this.parts;
    const tabIds = this.#changed.has(OUTSIDE_TABS) ? store.tabIds() : [...this.#changed];
    this.#changed.clear();
    for (const tabId of tabIds) {
      watchers.changed(tabId, changes.update(tabId, store.traces(tabId)));
      await showBadge(tabId, store.blockedCount(tabId));
    }
    await store.tidy();
  }
}
