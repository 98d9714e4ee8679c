import { describe, expect, test } from 'vitest';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import type { TraceStore } from '../../src/background/trace-store.ts';
import { RECORDED_SESSIONS } from '../support/recorded-sessions.ts';
import { FakeSessionArea } from '../support/session-area.ts';
import { openStore } from './open-store.ts';

describe.each(RECORDED_SESSIONS)('$name', ({ observations, browser }) => {
  const expected = assemble(observations, browser);
  const ofTab = (tabId: number) => expected.filter((trace) => trace.tabId === tabId);

  test('amounts to the same traces after a restart at any event', async () => {
    for (let cut = 0; cut <= observations.length; cut += 1) {
      const before = await openStore(new FakeSessionArea(), { browser });
      await recordEach(before.store, observations.slice(0, cut));
      // The background is killed right after that: what is stored by then is all there is.
      const after = await openStore(before.area.copy(), { browser });
      await recordEach(after.store, observations.slice(cut));
      for (const tabId of [1, 2]) expect(own(after.store, tabId)).toEqual(ofTab(tabId));
    }
  });

  test('amounts to the same traces after a restart between any two events, with tidying in between', async () => {
    let area = new FakeSessionArea();
    for (const observation of observations) {
      const life = await openStore(area, { browser });
      life.store.record(observation);
      await life.store.tidy();
      await life.store.saved();
      area = life.area.copy();
    }
    const last = await openStore(area, { browser });
    for (const tabId of [1, 2]) expect(own(last.store, tabId)).toEqual(ofTab(tabId));
  });

  test('amounts to the same traces when events come before everything was read back', async () => {
    const half = Math.floor(observations.length / 2);
    const before = await openStore(new FakeSessionArea(), { browser });
    await recordEach(before.store, observations.slice(0, half));
    const area = before.area.copy();
    const stored = await area.getAll();
    let answer: (items: Record<string, unknown>) => void = () => undefined;
    area.getAll = () => new Promise((resolve) => (answer = resolve));
    const { store } = await openStore(area, {
      browser,
      whileReading: async (early) => {
        await recordEach(early, observations.slice(half));
        answer(stored);
      },
    });
    for (const tabId of [1, 2]) expect(own(store, tabId)).toEqual(ofTab(tabId));
  });
});

/** Each event comes in a turn of its own, as in a browser, and is stored as it is before anybody is told of it. */
async function recordEach(store: TraceStore, observations: readonly Observation[]): Promise<void> {
  for (const observation of observations) {
    store.record(observation);
    await store.saved();
  }
}

function own(store: TraceStore, tabId: number): FetchTrace[] {
  return store.traces(tabId).filter((trace) => !trace.fromServiceWorker);
}
