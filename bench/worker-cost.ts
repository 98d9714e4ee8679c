import type { WebWorker } from 'puppeteer';
import { waitFor } from '../test/support/wait-for.ts';
import { type MeasuredBrowser, openMeasured } from './measured-browser.ts';
import { requestAll } from './page-cost.ts';
import { type PageServers, startPageServers } from './page-server.ts';
import type { Row } from './row.ts';

/** Requests between two readings of the clocks, and so many of them at a time. */
const REQUESTS = 500;
const AT_A_TIME = 6;
const SPIN_MS = 300;

interface Cost {
  /** Milliseconds of the processor for a thousand requests: of the extension's own process, and of the whole browser. */
  readonly worker: number;
  readonly browser: number;
}

/** What the background itself takes, in a real browser, beside one whose background does nothing when it is called. */
export async function measureWorker(extension: string, floor: string, rounds: number): Promise<readonly Row[]> {
  const servers = await startPageServers();
  const opened: MeasuredBrowser[] = [];
  try {
    for (const folder of [undefined, floor, extension]) opened.push(await openMeasured(servers.pageUrl, folder));
    const [none, floored, own] = opened as [MeasuredBrowser, MeasuredBrowser, MeasuredBrowser];
    const costs = { none: [] as Cost[], floor: [] as Cost[], own: [] as Cost[] };
    const pids = { floor: await processOf(floored), own: await processOf(own) };
    for (let round = 0; round <= rounds; round += 1) {
      const none1 = await costOf(none, servers, undefined);
      const floor1 = await costOf(floored, servers, pids.floor);
      const own1 = await costOf(own, servers, pids.own);
      if (round === 0) continue;
      costs.none.push(none1);
      costs.floor.push(floor1);
      costs.own.push(own1);
    }
    return [...cpuRows(costs), ...(await storageRows(own))];
  } finally {
    for (const browser of opened) await browser.close();
    await servers.close();
  }
}

/** The process that the background runs in: the one that works when the background is kept busy, until that is plain. */
async function processOf({ worker, cpuTimes }: MeasuredBrowser): Promise<number> {
  const before = await cpuTimes(RENDERER);
  const found = await waitFor(async () => {
    await (worker as WebWorker).evaluate((ms) => {
      const end = Date.now() + ms;
      while (Date.now() < end);
    }, SPIN_MS);
    const after = [...(await cpuTimes(RENDERER))].map(([id, time]) => ({ id, spent: time - (before.get(id) ?? 0) }));
    const [first, second] = after.sort((a, b) => b.spent - a.spent);
    return first && first.spent > SPIN_MS + (second?.spent ?? 0) && first;
  }, 'the process of the background to stand out');
  return found.id;
}

const RENDERER = 'renderer';

async function costOf({ page, cpuTimes }: MeasuredBrowser, servers: PageServers, pid: number | undefined) {
  const before = await cpuTimes();
  await page.evaluate(requestAll, servers.quickUrl, REQUESTS, AT_A_TIME);
  // What follows later, badge and tidying, counts as well.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  const after = await cpuTimes();
  const spent = (id: number) => (((after.get(id) ?? 0) - (before.get(id) ?? 0)) * 1000) / REQUESTS;
  const browser = [...after.keys()].reduce((sum, id) => sum + spent(id), 0);
  return { worker: pid === undefined ? 0 : spent(pid), browser };
}

function cpuRows({ none, floor, own }: Record<'none' | 'floor' | 'own', readonly Cost[]>): readonly Row[] {
  const of = (costs: readonly Cost[], key: keyof Cost) => costs.map((cost) => cost[key]);
  return [
    {
      what: '1,000 requests: processor time of the background',
      unit: 'ms',
      values: of(own, 'worker'),
      reference: { what: 'a background that only listens', values: of(floor, 'worker') },
      target: '',
    },
    {
      what: '1,000 requests: processor time of the whole browser',
      unit: 'ms',
      values: of(own, 'browser'),
      reference: { what: 'with an extension that only listens', values: of(floor, 'browser') },
      target: '',
    },
    {
      what: '… beside a browser without any extension',
      unit: 'ms',
      values: of(own, 'browser'),
      reference: { what: 'no extension', values: of(none, 'browser') },
      target: '',
    },
  ];
}

interface StorageApi {
  readonly storage: { readonly session: { getBytesInUse(keys: null): Promise<number> } };
  readonly tabs: { query(query: object): Promise<{ readonly id: number; readonly url?: string }[]> };
  readonly runtime: { sendMessage(message: object): Promise<{ readonly traces: readonly unknown[] }> };
}

/** What `storage.session` holds of each fetch that was recorded above. */
async function storageRows(browser: MeasuredBrowser): Promise<readonly Row[]> {
  const popup = await browser.newPage(`chrome-extension://${browser.extensionId}/src/popup/popup.html`);
  const measured = await waitFor(
    () =>
      popup.evaluate(async () => {
        const { chrome } = globalThis as unknown as { chrome: StorageApi };
        const [tab] = (await chrome.tabs.query({})).filter(({ url }) => url?.startsWith('http'));
        const { traces } = await chrome.runtime.sendMessage({ type: 'traces/list', tabId: tab?.id, since: 0 });
        const stored = await chrome.storage.session.getBytesInUse(null);
        if (traces.length === 0) return undefined;
        return { stored: stored / traces.length, text: JSON.stringify(traces).length / traces.length };
      }),
    'the recorded fetches',
  );
  return [
    {
      what: 'bytes stored for a fetch',
      unit: 'bytes',
      values: [measured.stored],
      reference: { what: 'its trace as JSON', values: [measured.text] },
      target: '',
    },
  ];
}
