import type { Watcher } from '../platform/ports.ts';

/** Tells the pages that watch a tab about changes, once until they have pulled. */
export class Watchers {
  readonly #watching = new Map<Watcher, { readonly tabId: number; toldSincePull: boolean }>();

  /** Starts, and says hello at once: the page learns that the background is there, and pulls. */
  watch(watcher: Watcher, tabId: number, revision: number): void {
    this.#watching.set(watcher, { tabId, toldSincePull: true });
    watcher.nudge({ type: 'changed', tabId, revision });
  }

  gone(watcher: Watcher): void {
    this.#watching.delete(watcher);
  }

  /** Tabs that somebody watches. */
  tabIds(): Set<number> {
    return new Set([...this.#watching.values()].map(({ tabId }) => tabId));
  }

  changed(tabId: number, revision: number): void {
    for (const [watcher, state] of this.#watching) {
      if (state.tabId !== tabId || state.toldSincePull) continue;
      state.toldSincePull = true;
      watcher.nudge({ type: 'changed', tabId, revision });
    }
  }

  /** Somebody pulled this tab's traces: they want to hear of the next change. */
  pulled(tabId: number): void {
    for (const state of this.#watching.values()) if (state.tabId === tabId) state.toldSincePull = false;
  }
}
