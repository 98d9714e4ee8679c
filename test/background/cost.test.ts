import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ChangeLog } from '../../src/background/change-log.ts';
import { Settling } from '../../src/background/settling.ts';
import { textOf } from '../../src/background/stored-chunk.ts';
import { TraceStore } from '../../src/background/trace-store.ts';
import { Watchers } from '../../src/background/watchers.ts';
import { API, Capture, PAGE } from '../support/capture.ts';
import { FakeSessionArea } from '../support/session-area.ts';

const ALLOW = [['Access-Control-Allow-Origin', PAGE]] as const;
const REQUESTS = 1000;
/** A request begins each so many milliseconds, and has an event in each of the next ones. */
const EACH_MS = 10;
/** The longest that an event may wait in memory. */
const UNSTORED_MS = 50;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Remembers when each text was stored first. */
class WatchedArea extends FakeSessionArea {
  readonly written: { readonly at: number; readonly texts: readonly string[] }[] = [];

  override async set(items: Record<string, string>): Promise<void> {
    await super.set(items);
    this.written.push({ at: Date.now(), texts: Object.values(items) });
  }

  storedAt(text: string): number {
    return this.written.find(({ texts }) => texts.some((one) => one.includes(text)))?.at ?? Number.POSITIVE_INFINITY;
  }
}

/** The background without its browser: what it keeps, what follows from it, and what it has the button say. */
function newBackground() {
  const area = new WatchedArea();
  const said: string[] = [];
  const store: TraceStore = new TraceStore({
    browser: 'chromium',
    area,
    now: () => Date.now(),
    changed: (tabId) => settling.soon(tabId),
  });
  const settling = new Settling({
    store,
    changes: new ChangeLog(Date.now()),
    watchers: new Watchers(),
    showBadge: async (tabId, count) => void said.push(`${tabId}: ${count}`),
  });
  return { area, said, store };
}

/** A thousand requests of a page, one after the other; every event in its own millisecond. */
async function tell(store: TraceStore, blocked: boolean) {
  const events: { readonly text: string; readonly at: number }[] = [];
  for (let index = 0; index < REQUESTS; index += 1) {
    const capture = new Capture({ at: Date.now() });
    const request = capture.request(String(index), `${API}/${index}`).sends().receives(200, ALLOW);
    if (blocked) request.fails();
    else request.starts().completes(200, ALLOW);
    for (const observation of capture.observations) {
      events.push({ text: textOf(observation), at: Date.now() });
      store.record(observation);
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(EACH_MS - capture.observations.length);
  }
  await vi.advanceTimersByTimeAsync(1000);
  return events;
}

describe(`${REQUESTS} requests, one each ${EACH_MS} ms`, () => {
  test('take no more than twenty writes a second, and no event waits longer than 50 ms to be stored', async () => {
    const { area, store } = newBackground();
    await store.restore();
    const start = Date.now();
    const events = await tell(store, false);
    const seconds = (Date.now() - start) / 1000;
    expect(events).toHaveLength(5 * REQUESTS);
    expect(area.writes).toBeLessThanOrEqual(20 * seconds + 1);
    const late = events.filter(({ text, at }) => area.storedAt(text) > at + UNSTORED_MS);
    expect(late).toEqual([]);
  });

  test('write each event at most twice: when it happens, and when small items are merged', async () => {
    const { area, store } = newBackground();
    await store.restore();
    const events = await tell(store, false);
    const bytes = events.reduce((sum, { text }) => sum + text.length, 0);
    const written = area.written.flatMap(({ texts }) => texts).reduce((sum, { length }) => sum + length, 0);
    expect(written).toBeLessThan(2.1 * bytes);
    expect(area.bytes).toBeLessThan(1.05 * bytes);
  });

  test('that are all allowed leave the button alone, but for saying once that there is nothing', async () => {
    const { said, store } = newBackground();
    await store.restore();
    await tell(store, false);
    expect(said).toEqual(['1: 0']);
  });

  test('that are all blocked change the button ten times a second at most', async () => {
    const { said, store } = newBackground();
    await store.restore();
    await tell(store, true);
    expect(said.at(-1)).toBe(`1: ${REQUESTS}`);
    expect(said.length).toBeLessThanOrEqual((REQUESTS * EACH_MS) / 100 + 1);
  });
});
