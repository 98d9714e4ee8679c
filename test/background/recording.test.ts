import { expect, test } from 'vitest';
import { Recording } from '../../src/background/recording.ts';
import type { Settings } from '../../src/protocol/messages.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings-values.ts';
import { API, Capture, PAGE } from '../support/capture.ts';
import { openStore } from './open-store.ts';

async function recording() {
  const { store, area, changed } = await openStore();
  const listening = { on: true };
  const one = new Recording({
    store,
    listeners: () => ({
      start: () => {
        listening.on = true;
      },
      stop: () => {
        listening.on = false;
      },
    }),
  });
  const capture = new Capture();
  return {
    one,
    store,
    area,
    changed,
    listening,
    apply: (change: Partial<Settings> = {}) => one.apply({ ...DEFAULT_SETTINGS, ...change }),
    /** A whole request, event by event. */
    requests(id: string, url = API, begin: Parameters<Capture['request']>[2] = {}): void {
      const before = capture.observations.length;
      capture.request(id, url, begin).sends().receives(200).fails();
      for (const observation of capture.observations.slice(before)) one.observe(observation);
    },
    ids: (tabId = 1) => store.traces(tabId).map(({ id }) => id),
  };
}

const devtools = () => ({ inspects: true, nudge: () => undefined });
const popup = () => ({ inspects: false, nudge: () => undefined });

test('everything is recorded from the first event on, before the settings are known', async () => {
  const { apply, requests, ids, listening } = await recording();
  requests('1');
  expect(ids()).toEqual(['1']);
  apply();
  requests('2');
  expect([ids(), listening.on]).toEqual([['1', '2'], true]);
});

test('a pause removes the listeners and leaves what was recorded; its end adds them again', async () => {
  const { apply, requests, ids, listening, one } = await recording();
  apply();
  requests('1');
  apply({ paused: true });
  requests('2');
  expect([ids(), listening.on, one.stateOf(1)]).toEqual([['1'], false, 'paused']);
  apply();
  requests('3');
  expect([ids(), listening.on, one.stateOf(1)]).toEqual([['1', '3'], true, 'on']);
});

test('what came in before a pause was known is discarded, and stays so after a restart', async () => {
  const { apply, requests, ids, store, area } = await recording();
  requests('1');
  apply({ paused: true });
  expect(ids()).toEqual([]);
  await store.idle();
  expect((await openStore(area.copy())).store.traces(1)).toEqual([]);
});

test('with DevTools tabs only, the listeners stay until open DevTools had the time to connect again', async () => {
  const { apply, requests, ids, listening, one } = await recording();
  requests('1');
  requests('2', API, { tabId: 2 });
  apply({ watch: 'devtools-tabs' });
  requests('3');
  expect([ids(), ids(2), listening.on]).toEqual([['1', '3'], ['2'], true]);
  one.inspected(devtools(), 1);
  one.reconnected();
  expect([ids(), ids(2), listening.on]).toEqual([['1', '3'], [], true]);
});

test('with DevTools tabs only, nothing is listened to while no DevTools are open', async () => {
  const { apply, requests, ids, listening, one } = await recording();
  apply({ watch: 'devtools-tabs' });
  one.reconnected();
  expect([listening.on, one.stateOf(1)]).toEqual([false, 'needs-devtools']);
  one.inspected(popup(), 1);
  expect(listening.on).toBe(false);
  const [page, panel] = [devtools(), devtools()];
  one.inspected(page, 1);
  one.inspected(panel, 1);
  requests('1');
  requests('2', API, { tabId: 2 });
  expect([ids(), ids(2), listening.on, one.stateOf(1)]).toEqual([['1'], [], true, 'on']);
  expect(one.gone(panel)).toBeUndefined();
  expect(listening.on).toBe(true);
  expect(one.gone(page)).toBe(1);
  expect([listening.on, one.stateOf(1)]).toEqual([false, 'needs-devtools']);
});

test('with DevTools tabs only, service workers are recorded while any DevTools are open', async () => {
  const { apply, requests, ids, one } = await recording();
  apply({ watch: 'devtools-tabs' });
  one.inspected(devtools(), 1);
  one.reconnected();
  requests('1', `${PAGE}/`, { type: 'main_frame', initiatorOrigin: null });
  requests('2', API, { tabId: -1, frameId: -1, documentId: null });
  expect(ids()).toEqual(['2']);
});

test('an ignored server is not recorded, a server next to it is', async () => {
  const { apply, requests, ids } = await recording();
  apply({ ignoredServers: ['http://localhost:8000'] });
  requests('1');
  requests('2', 'http://localhost:8001/items');
  expect(ids()).toEqual(['2']);
});

test('the page in a tab stays known although its server is ignored', async () => {
  const { apply, requests, store } = await recording();
  apply({ ignoredServers: [PAGE] });
  requests('1', `${PAGE}/`, { type: 'main_frame', initiatorOrigin: null });
  expect(store.originOf(1)).toBe(PAGE);
});

test('a request that was redirected to an ignored server is kept as a whole', async () => {
  const { apply, one, store } = await recording();
  apply({ ignoredServers: ['http://localhost:8001'] });
  const capture = new Capture();
  capture.request('1', API).sends().redirects('http://localhost:8001/there').arrives().sends().receives(200).fails();
  for (const observation of capture.observations) one.observe(observation);
  expect(store.traces(1)[0]?.hops).toHaveLength(2);
});

test('what was recorded of a server goes when it is ignored, and its readers are told', async () => {
  const { apply, requests, ids, changed } = await recording();
  apply();
  requests('1');
  requests('2', 'http://localhost:8001/items');
  changed.length = 0;
  apply({ ignoredServers: ['http://localhost:8000'] });
  expect([ids(), changed]).toEqual([['2'], [1]]);
});

test('a smaller log gives requests up, and counts them', async () => {
  const { apply, requests, ids, store } = await recording();
  apply();
  const big = `${API}?q=${'x'.repeat(30_000)}`;
  for (let id = 1; id <= 20; id += 1) requests(String(id), big);
  await store.tidy();
  expect([ids().length, store.notes(1).dropped]).toEqual([20, 0]);
  apply({ logSize: 1 });
  await store.idle();
  await store.tidy();
  expect(ids().length).toBeLessThan(20);
  expect(store.notes(1).dropped).toBe(20 - ids().length);
});
