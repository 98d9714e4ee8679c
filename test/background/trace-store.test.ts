import { describe, expect, test, vi } from 'vitest';
import { TraceStore } from '../../src/background/trace-store.ts';
import { API, Capture, PAGE } from '../support/capture.ts';
import { FakeSessionArea } from '../support/session-area.ts';
import { openStore } from './open-store.ts';

const ALLOW = [['Access-Control-Allow-Origin', PAGE]] as const;

/** Requests `from` to `to` that the page can read, or cannot. */
function requests(from: number, to: number, { allowed, at = 1000 }: { allowed: boolean; at?: number }) {
  const capture = new Capture({ at });
  for (let id = from; id <= to; id += 1) {
    const request = capture.request(String(id), `${API}/${id}`).sends([['X-Filler', 'x'.repeat(500)]]);
    if (allowed) request.receives(200, ALLOW).starts().completes(200, ALLOW);
    else request.receives(200).fails();
  }
  return capture.observations;
}

describe('storing', () => {
  test('happens within the turn of the event', async () => {
    const { store, area } = await openStore();
    const [observation] = requests(1, 1, { allowed: true });
    if (observation) store.record(observation);
    const found = await openStore(area.copy());
    expect(found.store.traces(1)).toHaveLength(1);
  });

  test('gathers what comes in while a write is under way for the next one, and loses none of it', async () => {
    const { store, area } = await openStore();
    const all = requests(1, 50, { allowed: true });
    for (const observation of all) store.record(observation);
    await store.idle();
    expect(area.writes).toBe(2);
    expect((await openStore(area.copy())).store.traces(1)).toHaveLength(50);
  });

  test('goes on by itself after a write that took longer than the pause, though nothing more comes in', async () => {
    vi.useFakeTimers();
    try {
      const area = new FakeSessionArea();
      const { store } = await openStore(area);
      const set = area.set.bind(area);
      area.set = async (items) => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        await set(items);
      };
      const [first, ...others] = requests(1, 1, { allowed: true });
      if (first) store.record(first);
      await vi.advanceTimersByTimeAsync(400);
      for (const observation of others) store.record(observation);
      await vi.advanceTimersByTimeAsync(600);
      expect(area.writes).toBe(2);
      expect((await openStore(area.copy())).store.traces(1)).toEqual(store.traces(1));
    } finally {
      vi.useRealTimers();
    }
  });

  test('that somebody waits for makes no later write come sooner', async () => {
    vi.useFakeTimers();
    try {
      const { store, area } = await openStore();
      const all = requests(1, 200, { allowed: true });
      const asked = new Set([3, 10, 11, 40]);
      for (const [at, observation] of all.entries()) {
        store.record(observation);
        if (asked.has(at)) await store.saved();
        await vi.advanceTimersByTimeAsync(2);
      }
      expect(area.writes).toBeLessThanOrEqual((2 * all.length) / 50 + 1 + asked.size);
    } finally {
      vi.useRealTimers();
    }
  });

  test('writes the same event once', async () => {
    const { store, area } = await openStore();
    const [observation] = requests(1, 1, { allowed: true });
    for (let i = 0; i < 5; i += 1) if (observation) store.record(observation);
    await store.idle();
    expect(area.journal.filter((entry) => entry.startsWith('set observations/'))).toHaveLength(1);
  });

  test('keeps to one byte a character, which Firefox would double otherwise', async () => {
    const { store, area } = await openStore();
    const capture = new Capture();
    capture.request('1', `${API}/ü‹redacted›😀`);
    for (const observation of capture.observations) store.record(observation);
    await store.idle();
    expect([...area.items.values()].join('')).toMatch(/^[\0-\x7f]*$/);
    expect((await openStore(area.copy())).store.traces(1)[0]?.hops[0]?.url).toBe(`${API}/ü‹redacted›😀`);
  });

  test('merges small chunks by writing the merged one before the parts are removed', async () => {
    const { store, area } = await openStore();
    for (const observation of requests(1, 60, { allowed: true })) {
      store.record(observation);
      await store.idle();
    }
    const chunks = () => [...area.items.keys()].filter((key) => key.startsWith('observations/')).length;
    expect(chunks()).toBeGreaterThan(100);
    area.journal.length = 0;
    await store.tidy();
    expect(chunks()).toBeLessThan(5);
    const firstRemoval = area.journal.findIndex((entry) => entry.startsWith('remove'));
    expect(area.journal.slice(0, firstRemoval).every((entry) => entry.startsWith('set'))).toBe(true);
    expect(firstRemoval).toBeGreaterThan(0);
    expect((await openStore(area.copy())).store.traces(1)).toHaveLength(60);
  });
});

describe('reading back', () => {
  test.each<[string, unknown]>([
    ['text that is no JSON', '{"version":1,"gone":[],"obs'],
    ['another version', '{"version":99,"gone":[],"observations":[]}'],
    ['an object', { version: 1, gone: [], observations: [] }],
    [
      'an observation of an unknown kind',
      '{"version":1,"gone":[],"observations":[{"kind":"x","requestId":"1","at":1,"url":""}]}',
    ],
    [
      'an observation without its fields',
      '{"version":1,"gone":[],"observations":[{"kind":"completed","requestId":"1","at":1,"url":""}]}',
    ],
    ['null', null],
  ])('skips a chunk with %s, counts it and goes on', async (_, item) => {
    const { store, area } = await openStore();
    for (const observation of requests(1, 2, { allowed: true })) store.record(observation);
    await store.idle();
    area.items.set('observations/000000000000001-000000001', item);
    const after = await openStore(area.copy());
    expect(after.store.traces(1)).toHaveLength(2);
    expect(after.store.skipped).toBe(1);
    expect(after.area.items.has('observations/000000000000001-000000001')).toBe(false);
  });

  test('leaves items of others alone', async () => {
    const { area, store } = await openStore(new FakeSessionArea([['somebody-else', 'x']]));
    await store.tidy();
    expect(area.items.get('somebody-else')).toBe('x');
    expect(store.skipped).toBe(0);
  });

  test.each(['nonsense', '{"version":9}', '{"version":1,"tabs":[[1,{}],"x"]}'])(
    'survives notes like %s',
    async (notes) => {
      const { store } = await openStore(new FakeSessionArea([['notes', notes]]));
      expect(store.notes(1).dropped).toBe(0);
    },
  );

  test('starts anew when the browser cannot give anything back', async () => {
    const area = new FakeSessionArea();
    area.getAll = () => Promise.reject(new Error('storage is broken'));
    const { store } = await openStore(area);
    for (const observation of requests(1, 1, { allowed: true })) store.record(observation);
    expect(store.traces(1)).toHaveLength(1);
  });
});

describe('a storage that refuses to write', () => {
  test('costs no trace of this life', async () => {
    const { store } = await openStore(new FakeSessionArea([], 0));
    for (const observation of requests(1, 3, { allowed: true })) store.record(observation);
    await store.idle();
    expect(store.traces(1)).toHaveLength(3);
  });

  test('gets everything once it has room again', async () => {
    const { store, area } = await openStore(new FakeSessionArea([], 0));
    for (const observation of requests(1, 3, { allowed: true })) store.record(observation);
    await store.idle();
    area.quota = 1e6;
    for (const observation of requests(4, 4, { allowed: true })) store.record(observation);
    await store.idle();
    expect((await openStore(area.copy())).store.traces(1)).toHaveLength(4);
  });

  test('makes the store give up the oldest', async () => {
    const { store, area } = await openStore(new FakeSessionArea([], 100_000));
    for (const observation of requests(1, 100, { allowed: true })) {
      store.record(observation);
      await store.idle();
      await store.tidy();
    }
    await store.idle();
    const { dropped } = store.notes(1);
    expect(dropped).toBeGreaterThan(0);
    expect(store.traces(1)).toHaveLength(100 - dropped);
    expect((await openStore(area.copy())).store.traces(1).at(-1)?.id).toBe('100');
  });
});

describe('too much traffic', () => {
  async function flooded() {
    const opened = await openStore(new FakeSessionArea(), { maxBytes: 60_000 });
    const all = [
      ...requests(1, 20, { allowed: false, at: 1000 }),
      ...requests(21, 60, { allowed: true, at: 2000 }),
      ...requests(61, 70, { allowed: false, at: 3000 }),
    ];
    for (const observation of all) opened.store.record(observation);
    await opened.store.idle();
    await opened.store.tidy();
    await opened.store.idle();
    return opened;
  }

  test('drops the oldest that passed first, and keeps what was blocked', async () => {
    const { store } = await flooded();
    const ids = store.traces(1).map(({ id }) => Number(id));
    expect(ids.filter((id) => id <= 20 || id > 60)).toHaveLength(30);
    const passed = ids.filter((id) => id > 20 && id <= 60);
    expect(passed).toEqual(Array.from({ length: passed.length }, (_, index) => 61 - passed.length + index));
    expect(passed.length).toBeLessThan(40);
  });

  test('is counted, also after a restart', async () => {
    const { store, area } = await flooded();
    const { dropped } = store.notes(1);
    expect(dropped).toBe(70 - store.traces(1).length);
    expect((await openStore(area.copy())).store.notes(1)).toEqual(store.notes(1));
  });

  test('stays below the limit in storage, and what was dropped does not come back', async () => {
    const { store, area } = await flooded();
    expect(area.bytes).toBeLessThan(60_000);
    expect((await openStore(area.copy())).store.traces(1)).toEqual(store.traces(1));
  });
});

describe('a tab', () => {
  async function twoTabs() {
    const opened = await openStore();
    const capture = new Capture();
    const nav = { type: 'main_frame', documentId: null, initiatorOrigin: null } as const;
    capture.request('1', `${PAGE}/`, nav).sends().receives(200).completes();
    capture.request('2', API).sends().receives(200).fails();
    capture.request('3', API, { tabId: 2, documentId: 'd2' }).sends().receives(200).fails();
    capture.request('4', API, { tabId: -1, frameId: -1, documentId: null }).sends().receives(200).fails();
    for (const observation of capture.observations) opened.store.record(observation);
    return { ...opened, capture };
  }

  test('knows its page and when it was loaded', async () => {
    const { store } = await twoTabs();
    expect(store.page(1)).toMatchObject({ origin: PAGE, navigatedAt: 1000 });
    expect(store.originOf(1)).toBe(PAGE);
    expect(store.page(2)).toBeUndefined();
  });

  test("has the requests of its origin's service workers, as its own", async () => {
    const { store } = await twoTabs();
    expect(store.traces(1)).toMatchObject([{ id: '2' }, { id: '4', tabId: 1, fromServiceWorker: true }]);
    expect(store.traces(2).map(({ id }) => id)).toEqual(['3']);
    expect(store.traces(1)[1]).toBe(store.traces(1)[1]);
  });

  test('that is asked for by its address has them too', async () => {
    const { store } = await twoTabs();
    store.hintOrigin(2, PAGE);
    expect(store.traces(2).map(({ id }) => id)).toEqual(['3', '4']);
  });

  test('without a known origin has none', async () => {
    const { store, capture } = await twoTabs();
    const begun = capture.observations.length;
    capture.request('5', API, { tabId: -1, frameId: -1, documentId: null, initiatorOrigin: 'null' });
    for (const observation of capture.observations.slice(begun)) store.record(observation);
    store.hintOrigin(2, 'null');
    expect(store.traces(2).map(({ id }) => id)).toEqual(['3']);
  });

  test('counts what its page could not read, and starts again with the next page', async () => {
    const { store, capture } = await twoTabs();
    expect(store.blockedCount(1)).toBe(2);
    const next = new Capture({ at: capture.at });
    next.request('6', `${PAGE}/next`, { type: 'main_frame', documentId: null, initiatorOrigin: null }).sends();
    for (const observation of next.observations) store.record(observation);
    expect(store.blockedCount(1)).toBe(0);
    expect(store.traces(1)).toHaveLength(2);
  });

  test('still knows of earlier requests that their page was a file, when that page is long gone', async () => {
    const { store, area } = await openStore();
    const nav = { type: 'main_frame', documentId: null, initiatorOrigin: null } as const;
    const capture = new Capture();
    capture.request('1', 'file:///a.html', nav).starts().completes();
    capture.request('2', API, { initiatorOrigin: 'null' }).sends().receives(200).fails();
    capture.request('3', `${PAGE}/`, nav).sends().receives(200).starts().completes();
    capture.request('4', `${PAGE}/next`, nav).sends().receives(200).starts().completes();
    for (const observation of capture.observations) store.record(observation);
    await store.tidy();
    await store.idle();
    for (const opened of [store, (await openStore(area.copy())).store]) {
      expect(opened.traces(1)).toMatchObject([{ id: '2', documentFrom: 'file:' }]);
      expect(opened.page(1)?.origin).toBe(PAGE);
    }
  });

  test.each<[string, (capture: Capture) => void]>([
    [
      'a download',
      (c) =>
        nav(c)
          .sends()
          .receives(200, [['Content-Disposition', 'attachment; filename=a']]),
    ],
    ['a 204', (c) => nav(c).sends().receives(204).completes(204)],
    ['a navigation that was stopped', (c) => nav(c).sends().fails('net::ERR_ABORTED')],
    ['a page that is prerendered', (c) => nav(c, 'prerender').sends().receives(200).completes()],
  ])('keeps its page over %s', async (_, tell) => {
    const { store, capture } = await twoTabs();
    const next = new Capture({ at: capture.at });
    tell(next);
    for (const observation of next.observations) store.record(observation);
    expect(store.page(1)?.navigatedAt).toBe(1000);
  });

  test('that is cleared is empty and stays so, also for events that come late, and the others keep theirs', async () => {
    const { store, area, capture } = await twoTabs();
    const late = new Capture({ at: capture.at });
    late.request('7', API);
    store.record(late.observations[0] ?? never());
    store.clear(1);
    late.request('7', API).sends().fails();
    for (const observation of late.observations.slice(2)) store.record(observation);
    expect(store.traces(1)).toEqual([]);
    expect(store.traces(2)).toHaveLength(1);
    expect(store.originOf(1)).toBe(PAGE);
    await store.idle();
    const after = await openStore(area.copy());
    expect(after.store.traces(1)).toEqual([]);
    expect(after.store.traces(2)).toHaveLength(1);
  });

  test('that is closed leaves nothing behind', async () => {
    const { store, area } = await twoTabs();
    store.removeTab(1);
    await store.tidy();
    await store.idle();
    const after = await openStore(area.copy());
    expect(after.store.tabIds()).toEqual([2]);
    expect(JSON.stringify([...area.items])).not.toContain('\\"requestId\\":\\"2\\"');
  });

  test('that is closed gets no new requests', async () => {
    const { store, capture } = await twoTabs();
    store.removeTab(1);
    const late = new Capture({ at: capture.at });
    late.request('8', API, { type: 'ping' });
    for (const observation of late.observations) store.record(observation);
    expect(store.traces(1).map(({ id }) => id)).toEqual([]);
  });
});

describe('tidying', () => {
  test('forgets requests within one origin once later events show that they are over', async () => {
    const { store, area } = await openStore();
    const capture = new Capture();
    capture.request('1', `${PAGE}/app.js`, { type: 'script' }).sends().receives(200).completes();
    capture.at += 60_000;
    capture.request('2', API);
    for (const observation of capture.observations) {
      store.record(observation);
      await store.idle();
    }
    await store.tidy();
    await store.idle();
    expect([...area.items.values()].join('')).not.toContain('app.js');
  });

  test('keeps a request within one origin while it may still be redirected to another', async () => {
    const { store } = await openStore();
    const capture = new Capture();
    const request = capture.request('1', `${PAGE}/moved`).sends();
    capture.at += 60_000;
    for (const observation of capture.observations) store.record(observation);
    await store.tidy();
    const begun = capture.observations.length;
    request.receives(302).redirects(API).arrives();
    for (const observation of capture.observations.slice(begun)) store.record(observation);
    expect(store.traces(1)[0]?.hops).toHaveLength(2);
  });
});

test('a request of an extension page is never even looked at', async () => {
  const { store, changed } = await openStore();
  const capture = new Capture();
  capture.request('1', API, { initiatorOrigin: 'chrome-extension://abc', tabId: 3 }).sends().receives(200).completes();
  for (const observation of capture.observations) store.record(observation);
  expect(store.tabIds()).toEqual([]);
  expect(changed).toEqual([]);
});

test('a store that was not read back yet takes events and shows them afterwards', async () => {
  const store = new TraceStore({
    browser: 'chromium',
    area: new FakeSessionArea(),
    now: () => 1,
    changed: () => undefined,
  });
  for (const observation of requests(1, 1, { allowed: true })) store.record(observation);
  expect(store.traces(1)).toEqual([]);
  await store.restore();
  expect(store.traces(1)).toHaveLength(1);
});

function nav(capture: Capture, documentLifecycle = 'active') {
  return capture.request('6', `${PAGE}/next`, {
    type: 'main_frame',
    documentId: null,
    initiatorOrigin: null,
    documentLifecycle,
  });
}

function never(): never {
  throw new Error('the capture is empty');
}
