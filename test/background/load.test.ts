import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import { Capture, PAGE } from '../support/capture.ts';
import { FakeSessionArea } from '../support/session-area.ts';
import { openStore } from './open-store.ts';

const ALLOW = [['Access-Control-Allow-Origin', PAGE]] as const;
const MAX_BYTES = 1024 * 1024;

/** Events of requests `from` to `to` of a tab, every fifth of them blocked. */
function stream(from: number, to: number, tabId = 1): readonly Observation[] {
  const capture = new Capture({ at: from * 10 });
  for (let id = from; id <= to; id += 1) {
    const request = capture.request(`${tabId}-${id}`, `http://localhost:8000/items/${id}`, { tabId }).sends();
    if (isBlocked(id)) request.receives(200).fails();
    else request.receives(200, ALLOW).completes(200, ALLOW);
  }
  return capture.observations;
}

function isBlocked(id: number): boolean {
  return id % 5 === 0;
}

type Opened = Awaited<ReturnType<typeof openStore>>;

/** Records in bursts, tidies after each as the background does, and looks after each at what it costs. */
async function recorded({ store, area }: Opened, bursts: Iterable<readonly Observation[]>) {
  let most = 0;
  for (const burst of bursts) {
    for (const observation of burst) store.record(observation);
    await store.idle();
    most = Math.max(most, area.bytes);
    await store.tidy();
    await store.idle();
  }
  return { mostBytes: most };
}

function* burstsOf(total: number, size: number): Iterable<readonly Observation[]> {
  for (let from = 1; from <= total; from += size) yield stream(from, Math.min(total, from + size - 1));
}

/** In `npm run nightly` all 100,000. */
const { NIGHTLY } = process.env;
const TOTAL = NIGHTLY === '1' ? 100_000 : 30_000;

describe(`a session of ${TOTAL} requests`, () => {
  test('stays within its bound, gives up by the rule, and counts exactly what it gave up', async () => {
    const opened = await openStore(new FakeSessionArea(), { maxBytes: MAX_BYTES });
    const { mostBytes } = await recorded(opened, burstsOf(TOTAL, 500));
    const { store, area } = opened;
    const kept = store.traces(1).map(({ id }) => Number(id.slice(2)));
    expect(kept.length).toBeGreaterThan(100);
    expect(store.notes(1).dropped).toBe(TOTAL - kept.length);
    // The bound and one burst; a tenth of the browser's own quota is never near.
    expect(mostBytes).toBeLessThan(MAX_BYTES * 1.6);
    expect(area.bytes).toBeLessThan(MAX_BYTES);
    // Blocked ones go only when no allowed one is left but those of the last burst.
    const allowed = kept.filter((id) => !isBlocked(id));
    const blocked = kept.filter(isBlocked);
    expect(allowed.every((id) => id > TOTAL - 1000)).toBe(true);
    expect(blocked).toEqual(Array.from({ length: blocked.length }, (_, at) => TOTAL - 5 * (blocked.length - 1 - at)));
    const after = await openStore(area.copy(), { maxBytes: MAX_BYTES });
    expect(after.store.traces(1).map(({ id }) => id)).toEqual(store.traces(1).map(({ id }) => id));
    expect(after.store.notes(1).dropped).toBe(store.notes(1).dropped);
  }, 300_000);
});

test('10,000 requests of one tab are kept to the last one within the default bound', async () => {
  const opened = await openStore();
  await recorded(opened, burstsOf(10_000, 1000));
  const { dropped } = opened.store.notes(1);
  expect(opened.store.traces(1)).toHaveLength(10_000 - dropped);
  expect(opened.area.bytes).toBeLessThan(10_485_760);
  expect(opened.store.traces(1).filter(({ id }) => isBlocked(Number(id.slice(2))))).toHaveLength(2000);
}, 120_000);

test('a full log does not give up a preflight whose headers are still to come', async () => {
  const { store } = await openStore(new FakeSessionArea(), { maxBytes: 60_000 });
  const recordAll = async (observations: readonly Observation[]) => {
    for (const observation of observations) store.record(observation);
    await store.idle();
    await store.tidy();
  };
  let preflighted = 0;
  for (let round = 1; round <= 200; round += 1) {
    const url = `http://localhost:8000/items/${round}`;
    const capture = new Capture({ at: round * 100 });
    const actual = capture.request(`actual-${round}`, url, { method: 'PUT' });
    const preflight = capture.request(`preflight-${round}`, url, { method: 'OPTIONS' });
    const begun = capture.observations.length;
    await recordAll(capture.observations);
    preflight.sends([['Access-Control-Request-Method', 'PUT']]);
    preflight.receives(204, [...ALLOW, ['Access-Control-Allow-Methods', 'PUT']]).completes(204);
    actual.sends().receives(200).fails();
    await recordAll(capture.observations.slice(begun));
    if (store.traces(1).at(-1)?.hops[0]?.preflight?.response) preflighted += 1;
  }
  expect(store.notes(1).dropped).toBeGreaterThan(0);
  expect(preflighted).toBe(200);
}, 60_000);

test('20 tabs at once, each with 500 requests in one burst, keep them apart', async () => {
  const opened = await openStore();
  const tabs = Array.from({ length: 20 }, (_, index) => index + 1);
  const streams = tabs.map((tabId) => stream(1, 500, tabId));
  const mixed = (streams[0] ?? []).flatMap((_, at) => streams.flatMap((one) => one[at] ?? []));
  await recorded(opened, [mixed]);
  for (const tabId of tabs) {
    const traces = opened.store.traces(tabId);
    expect(traces).toHaveLength(500 - opened.store.notes(tabId).dropped);
    expect(traces.every((trace) => trace.tabId === tabId && trace.id.startsWith(`${tabId}-`))).toBe(true);
  }
}, 120_000);

test('1,000 parallel requests, whose events come mixed, are one trace each with its own end', async () => {
  const requests = Array.from({ length: 1000 }, (_, index) => stream(index + 1, index + 1));
  const mixed = [0, 1, 2, 3].flatMap((step) => requests.flatMap((events) => events[step] ?? []));
  const opened = await openStore();
  await recorded(opened, [mixed]);
  const traces = opened.store.traces(1);
  expect(traces).toHaveLength(1000);
  expect(traces.filter(({ outcome }) => outcome.kind === 'error')).toHaveLength(200);
  expect(traces.filter(({ outcome }) => outcome.kind === 'completed')).toHaveLength(800);
});

test('a quota far below the bound crashes nothing: the oldest go, are counted, and the newest stay', async () => {
  const opened = await openStore(new FakeSessionArea([], 200_000));
  await recorded(opened, burstsOf(3000, 100));
  const { store, area } = opened;
  expect(area.bytes).toBeLessThanOrEqual(200_000);
  expect(store.notes(1).dropped).toBeGreaterThan(1000);
  expect(store.traces(1)).toHaveLength(3000 - store.notes(1).dropped);
  expect(store.traces(1).at(-1)?.id).toBe('1-3000');
});
