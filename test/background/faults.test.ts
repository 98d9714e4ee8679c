import { describe, expect, test } from 'vitest';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import type { TraceStore } from '../../src/background/trace-store.ts';
import { API, Capture, PAGE } from '../support/capture.ts';
import { FakeSessionArea } from '../support/session-area.ts';
import { openStore } from './open-store.ts';

const ALLOW = [['Access-Control-Allow-Origin', PAGE]] as const;
const NAVIGATION = { type: 'main_frame', documentId: null, initiatorOrigin: null } as const;

/** A page, a preflighted request that it can read, and one that it cannot. */
function load(at = 1000): readonly Observation[] {
  const capture = new Capture({ at });
  capture.request('1', `${PAGE}/`, NAVIGATION).sends().receives(200).completes();
  const put = capture.request('2', API, { method: 'PUT' });
  capture.preflight('3', API, 'PUT').receives(204, ALLOW).completes(204, ALLOW);
  put.sends().receives(200, ALLOW).completes(200, ALLOW);
  capture.request('4', API).sends().receives(200).fails();
  return capture.observations;
}

async function told(observations: readonly Observation[]): Promise<TraceStore> {
  const { store } = await openStore();
  for (const observation of observations) store.record(observation);
  return store;
}

function outline(traces: readonly FetchTrace[]) {
  return traces.map(({ id, hops, outcome }) => ({
    id,
    outcome: outcome.kind,
    preflight: hops[0]?.preflight?.requestId,
    status: hops[0]?.response?.status,
  }));
}

const EXPECTED = [
  { id: '2', outcome: 'completed', preflight: '3', status: 200 },
  { id: '4', outcome: 'error', preflight: undefined, status: 200 },
];

describe('events', () => {
  test('out of order amount to the same traces, in any rotation and backwards', async () => {
    const events = load();
    const orders = events.map((_, at) => [...events.slice(at), ...events.slice(0, at)]);
    for (const order of [...orders, [...events].reverse()]) {
      expect(outline((await told(order)).traces(1))).toEqual(EXPECTED);
    }
  });

  test('that come twice count once', async () => {
    const events = load();
    expect(outline((await told([...events, ...events])).traces(1))).toEqual(EXPECTED);
    expect(outline((await told(events.flatMap((one) => [one, one]))).traces(1))).toEqual(EXPECTED);
  });

  test('of which any one is missing cost no more than what it said', async () => {
    const events = load();
    for (const [at, missing] of events.entries()) {
      const traces = (await told(events.filter((_, index) => index !== at))).traces(1);
      const lost = missing.kind === 'before-request' ? missing.requestId : undefined;
      const ids = ['2', '4'].filter((id) => id !== lost);
      expect(traces.filter(({ preflightOnly }) => !preflightOnly).map(({ id }) => id)).toEqual(ids);
    }
  });

  test('of which any two are missing throw nothing', async () => {
    const events = load();
    for (const first of events) {
      for (const second of events) {
        const store = await told(events.filter((one) => one !== first && one !== second));
        expect(store.traces(1).length).toBeLessThanOrEqual(3);
      }
    }
  });
});

describe('a clock that jumps', () => {
  test.each([
    ['back by an hour', -3_600_000],
    ['ahead by a day', 86_400_000],
  ])('%s in the middle of a request loses nothing', async (_, jump) => {
    const events = load();
    for (const [at] of events.entries()) {
      const jumped = events.map((one, index) => (index < at ? one : { ...one, at: one.at + jump }));
      const store = await told(jumped);
      await store.tidy();
      const own = store.traces(1).filter(({ preflightOnly }) => !preflightOnly);
      expect(own.map(({ id }) => id).sort()).toEqual(['2', '4']);
      expect(own.every(({ outcome }) => outcome.kind !== 'pending')).toBe(true);
    }
  });

  test('between two lives of the background overwrites nothing that an earlier life stored', async () => {
    const area = new FakeSessionArea();
    const first = await openStore(area);
    for (const observation of load()) first.store.record(observation);
    await first.store.idle();
    const before = new Set(area.items.keys());
    const second = await openStore(area.copy(), { clock: () => 1 });
    for (const observation of load(50_000))
      second.store.record({ ...observation, requestId: `9${observation.requestId}` });
    await second.store.idle();
    expect([...before].filter((key) => !second.area.items.has(key))).toEqual([]);
    expect((await openStore(second.area.copy())).store.traces(1)).toHaveLength(4);
  });
});

describe('a page that goes away', () => {
  test('by navigation in the middle of a request leaves the request, aborted, with the page that made it', async () => {
    const capture = new Capture();
    capture.request('1', `${PAGE}/`, NAVIGATION).sends().receives(200).completes();
    const slow = capture.request('2', API).sends();
    capture.request('5', `${PAGE}/next`, NAVIGATION).sends().receives(200).completes();
    slow.fails('net::ERR_ABORTED');
    const store = await told(capture.observations);
    expect(outline(store.traces(1))).toEqual([{ id: '2', outcome: 'error', preflight: undefined, status: undefined }]);
    expect(store.traces(1)[0]?.startedAt).toBeLessThan(store.page(1)?.navigatedAt ?? 0);
    expect(store.blockedCount(1)).toBe(0);
  });

  test('with its tab in the middle of a request takes the request with it, and what comes late is not kept', async () => {
    const capture = new Capture();
    const slow = capture.request('2', API).sends();
    const { store, area } = await openStore();
    for (const observation of capture.observations) store.record(observation);
    store.removeTab(1);
    const known = capture.observations.length;
    slow.receives(200).fails('net::ERR_ABORTED');
    for (const observation of capture.observations.slice(known)) store.record(observation);
    await store.idle();
    expect(store.traces(1)).toEqual([]);
    expect((await openStore(area.copy())).store.traces(1)).toEqual([]);
  });

  test('before it was shown, because it was prerendered, changes neither page nor badge of the tab', async () => {
    const events = load();
    const capture = new Capture({ at: 9000 });
    capture
      .request('7', `${PAGE}/soon`, { ...NAVIGATION, documentLifecycle: 'prerender' })
      .sends()
      .receives(200)
      .completes();
    const store = await told([...events, ...capture.observations]);
    expect(store.page(1)?.navigatedAt).toBe(1000);
    expect(store.blockedCount(1)).toBe(1);
  });

  test('and comes back from the back/forward cache, which no event tells, is known by its address', async () => {
    const store = await told(load());
    store.hintOrigin(1, 'http://localhost:4000');
    expect(store.originOf(1)).toBe('http://localhost:4000');
    expect(outline(store.traces(1))).toEqual(EXPECTED);
  });
});

describe('storage', () => {
  test('of which every single item is garbage in turn gives back all others, and the background goes on', async () => {
    const { store, area } = await openStore();
    for (const observation of load()) {
      store.record(observation);
      await store.idle();
    }
    for (const key of area.items.keys()) {
      for (const garbage of ['', '{', '[]', '{"version":0}', 7, null, { a: 1 }, '\ud800', '{"version":1,"gone":7}']) {
        const damaged = area.copy();
        damaged.items.set(key, garbage);
        const after = await openStore(damaged);
        for (const observation of load()) after.store.record(observation);
        expect(outline(after.store.traces(1))).toEqual(EXPECTED);
      }
    }
  });

  test('that refuses every second write loses nothing once it is asked again', async () => {
    const area = new FakeSessionArea();
    const { set } = FakeSessionArea.prototype;
    let asked = 0;
    area.set = async (items) => {
      asked += 1;
      if (asked % 2 === 0) throw new Error('An unexpected error occurred');
      await set.call(area, items);
    };
    const { store } = await openStore(area);
    for (const observation of load()) {
      store.record(observation);
      await store.idle();
    }
    store.record({ ...load()[0], requestId: '99', at: 99_000 } as Observation);
    await store.idle();
    store.record({ ...load()[0], requestId: '100', at: 99_001 } as Observation);
    await store.idle();
    expect(outline((await openStore(area.copy())).store.traces(1))).toEqual(EXPECTED);
  });

  test('that refuses to remove keeps everything readable, and nothing twice', async () => {
    const area = new FakeSessionArea();
    area.remove = () => Promise.reject(new Error('An unexpected error occurred'));
    const { store } = await openStore(area);
    for (const observation of load()) {
      store.record(observation);
      await store.idle();
      await store.tidy();
    }
    expect(outline((await openStore(area.copy())).store.traces(1))).toEqual(EXPECTED);
  });
});
