import { expect, test } from 'vitest';
import { ChangeLog } from '../../src/background/change-log.ts';
import { queueAfter } from '../../src/background/ready.ts';
import { createHandlers, type Sources } from '../../src/background/serve.ts';
import { Settling } from '../../src/background/settling.ts';
import { Watchers } from '../../src/background/watchers.ts';
import type { Settings } from '../../src/protocol/messages.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings-values.ts';
import { API, Capture, PAGE } from '../support/capture.ts';
import { FakeSessionArea } from '../support/session-area.ts';
import { openStore } from './open-store.ts';

interface Serving {
  readonly url: string | undefined;
  readonly area?: FakeSessionArea;
}

async function serving({ url, area }: Serving = { url: `${PAGE}/` }) {
  const { store } = await openStore(area);
  const [changes, watchers] = [new ChangeLog(1000), new Watchers()];
  const badges: [tabId: number, count: number][] = [];
  let settings: Settings = DEFAULT_SETTINGS;
  const sources: Sources = {
    browser: 'chromium',
    version: '1.2.3',
    store,
    changes,
    watchers,
    queue: queueAfter(Promise.resolve()),
    tabUrl: async () => url,
    accessTo: async (address) => (address === undefined ? 'internal' : 'granted'),
    loadSettings: async () => settings,
    saveSettings: async (change) => {
      settings = { ...settings, ...change };
      return settings;
    },
    refused: () => 0,
    recordingOf: async () => (settings.paused ? 'paused' : 'on'),
  };
  const settling = new Settling({
    store,
    changes,
    watchers,
    showBadge: async (tabId, count) => void badges.push([tabId, count]),
  });
  const capture = new Capture();
  capture
    .request('1', `${PAGE}/`, { type: 'main_frame', documentId: null, initiatorOrigin: null })
    .sends()
    .receives(200)
    .completes();
  capture.request('2', API).sends().receives(200).fails();
  for (const observation of capture.observations) store.record(observation);
  return { handlers: createHandlers(sources), store, capture, settling, badges, watchers };
}

test('traces/list tells the traces and the state of the tab', async () => {
  const { handlers } = await serving();
  expect(await handlers['traces/list']({ tabId: 1, since: 0 })).toMatchObject({
    complete: true,
    traces: [{ id: '2' }],
    removed: [],
    tab: { id: 1, origin: PAGE, capturedFrom: 1000, navigatedAt: 1000, dropped: 0, access: 'granted', recording: 'on' },
  });
});

test('traces/list tells only what is new', async () => {
  const { handlers, store, capture } = await serving();
  const { revision } = await handlers['traces/list']({ tabId: 1, since: 0 });
  expect(await handlers['traces/list']({ tabId: 1, since: revision })).toMatchObject({ complete: false, traces: [] });
  const next = new Capture({ at: capture.at });
  next.request('3', API);
  for (const observation of next.observations) store.record(observation);
  expect((await handlers['traces/list']({ tabId: 1, since: revision })).traces.map(({ id }) => id)).toEqual(['3']);
});

test('a tab that nothing was seen of has an empty log and no origin', async () => {
  const { handlers } = await serving({ url: undefined });
  const reply = await handlers['traces/list']({ tabId: 9, since: 0 });
  expect(reply).toMatchObject({ traces: [], tab: { id: 9, origin: null, navigatedAt: null } });
});

test('traces/clear empties the log, and readers are told', async () => {
  const { handlers } = await serving();
  const { revision } = await handlers['traces/list']({ tabId: 1, since: 0 });
  expect((await handlers['traces/clear']({ tabId: 1 })).revision).toBeGreaterThan(revision);
  expect(await handlers['traces/list']({ tabId: 1, since: revision })).toMatchObject({ traces: [], removed: ['2'] });
});

test('report/export is the public report of the tab', async () => {
  const { handlers } = await serving();
  expect(await handlers['report/export']({ tabId: 1 })).toMatchObject({
    format: 'whycors-report/1',
    generator: 'whycors 1.2.3',
    browser: 'chromium',
    tab: { id: 1, origin: PAGE },
    dropped: 0,
    traces: [{ id: '2', verdict: 'blocked', cause: { rule: 'allow-origin-missing', phase: 'actual' } }],
  });
});

test('page/report adds what the page says to the requests of its tab, and to no others', async () => {
  const { handlers, store } = await serving();
  const said = (requestId: string) => ({ requestId, credentialsMode: 'omit' }) as const;
  expect(await handlers['page/report']({ tabId: 9, reports: [said('2')] })).toEqual({ kept: 0 });
  expect(await handlers['page/report']({ tabId: 1, reports: [said('2'), said('77')] })).toEqual({ kept: 1 });
  expect(await handlers['page/report']({ tabId: 1, reports: [said('2')] })).toEqual({ kept: 1 });
  expect(store.traces(1)).toMatchObject([{ id: '2', pageReport: { credentialsMode: 'omit' } }]);
  const reply = await handlers['report/export']({ tabId: 1 });
  expect(reply.traces[0]?.credentials).toEqual({ value: 'omit', source: 'page' });
});

test('settings are kept', async () => {
  const { handlers } = await serving();
  await handlers['settings/set']({ settings: { preserveLog: true } });
  expect(await handlers['settings/get']({})).toEqual({ ...DEFAULT_SETTINGS, preserveLog: true });
});

test('after changes the badge counts what is blocked, and watchers are told', async () => {
  const { settling, badges, watchers, handlers } = await serving();
  const heard: number[] = [];
  watchers.watch({ inspects: true, nudge: ({ tabId }) => void heard.push(tabId) }, 1, 0);
  await handlers['traces/list']({ tabId: 1, since: 0 });
  await handlers['traces/clear']({ tabId: 1 });
  settling.soon(1);
  await settling.now();
  expect(badges).toEqual([[1, 0]]);
  expect(heard).toEqual([1, 1]);
});

test('a change outside of tabs concerns every tab', async () => {
  const { settling, badges, store, capture } = await serving();
  const outside = new Capture({ at: capture.at });
  outside.request('5', API, { tabId: -1, frameId: -1, documentId: null }).sends().receives(200).fails();
  for (const observation of outside.observations) store.record(observation);
  settling.soon(-1);
  await settling.now();
  expect(badges).toEqual([[1, 2]]);
});

test.each(['traces/list', 'report/export'] as const)(
  '%s tells nothing that a life of the background after this one would not know',
  async (type) => {
    const area = new SlowArea();
    const { handlers } = await serving({ url: `${PAGE}/`, area });
    const { traces } = await handlers[type]({ tabId: 1, since: 0 });
    expect(traces).toHaveLength(1);
    const next = await openStore(area.copy());
    expect(next.store.traces(1)).toMatchObject([{ id: '2', outcome: { kind: 'error' } }]);
  },
);

/** Takes its time to write. */
class SlowArea extends FakeSessionArea {
  override async set(items: Record<string, string>): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await super.set(items);
  }
}
