import type { ChangeLog } from './change-log.ts';
import type { TraceStore } from './trace-store.ts';
import type { Watchers } from './watchers.ts';

/** A page load brings hundreds of events in a second; badge and panels need not follow each one. */
const DELAY_MS = 100;
/** Of a long log it takes a while: a tenth of the time at most, as long as nobody has to wait for it. */
const REST = 10;
const LONGEST_DELAY_MS = 500;
const OUTSIDE_TABS = -1;

/** What follows from changes: watchers are told, badges are set, the store is tidied. Nothing is lost when it never runs. */
export class Settling {
  readonly #changed = new Set<number>();
  /** Numbers that are shown, by tab, as far as this life of the background set them. */
  readonly #shown = new Map<number, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delay = DELAY_MS;

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
    }, this.#delay);
  }

  async now(): Promise<void> {
    const { store, changes, watchers } = this.parts;
    const start = performance.now();
    const tabIds = this.#changed.has(OUTSIDE_TABS) ? store.tabIds() : [...this.#changed];
    this.#changed.clear();
    for (const tabId of tabIds) {
      watchers.changed(tabId, changes.update(tabId, store.traces(tabId)));
      await this.#showBadge(tabId, store.blockedCount(tabId));
    }
    await store.tidy();
    this.#delay = Math.min(LONGEST_DELAY_MS, Math.max(DELAY_MS, REST * (performance.now() - start)));
  }

  /** The browser takes numbers away when a tab goes to another page, so only "nothing" need not be said twice. */
  async #showBadge(tabId: number, count: number): Promise<void> {
    if (count === 0 && this.#shown.get(tabId) === 0) return;
    this.#shown.set(tabId, count);
    // Like everything that is told: a later life has to count no less.
    await this.parts.store.saved();
    await this.parts.showBadge(tabId, count);
  }
}
