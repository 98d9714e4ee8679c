import type { Page } from 'puppeteer';
import { waitFor } from '../test/support/wait-for.ts';
import { listens, type MeasuredBrowser, openMeasured } from './measured-browser.ts';
import { type PageServers, startPageServers } from './page-server.ts';
import { median, type Row } from './row.ts';

/** Small requests, to another origin, each. */
const SMALL = 300;
/** Requests of a realistic page, and so many of them at a time, which is what browsers keep connections for. */
const OF_PAGE = 100;
const AT_A_TIME = 6;
/** So often is each browser asked for each load in a round, in turn with the others. */
const ASKED = 3;
/** What an extension still has to do after the last answer must not fall on the browser that is asked next. */
const REST_MS = 200;

const SETUPS = ['none', 'floor', 'whycors', 'paused', 'devtools-tabs'] as const;
type Setup = (typeof SETUPS)[number];

/** `whole`: what the times of a round amount to; a load that is asked for in parts takes as long as all of them. */
const LOADS = {
  sequence: {
    title: `${SMALL} small requests, one after the other`,
    count: SMALL / ASKED,
    atATime: 1,
    path: 'quickUrl',
    whole: sum,
  },
  parallel: {
    title: `${SMALL} small requests at once`,
    count: SMALL,
    atATime: SMALL,
    path: 'quickUrl',
    whole: median,
  },
  page: {
    title: `a page: ${OF_PAGE} requests of 20 ms, ${AT_A_TIME} at a time`,
    count: OF_PAGE,
    atATime: AT_A_TIME,
    path: 'slowUrl',
    whole: median,
  },
} as const;
type Load = keyof typeof LOADS;
const LOAD_NAMES = Object.keys(LOADS) as readonly Load[];

/** Milliseconds, one a round. */
type Times = Record<Setup, Record<Load, number[]>>;

/**
 * What a page pays: the same requests in browsers that differ in the extension alone. All browsers are asked in turn, each
 * time in another order, so that what else the machine does falls on all of them.
 */
export async function measurePageCost(extension: string, floor: string, rounds: number): Promise<readonly Row[]> {
  const servers = await startPageServers();
  const browsers = new Map<Setup, MeasuredBrowser>();
  try {
    for (const setup of SETUPS) browsers.set(setup, await open(setup, servers, extension, floor));
    const ask = async (setup: Setup, load: Load) => {
      const time = await timeOf((browsers.get(setup) as MeasuredBrowser).page, servers, load);
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
      return time;
    };
    const times = noTimes();
    // What is asked first of a browser warms it up and does not count.
    for (const load of LOAD_NAMES) for (const setup of SETUPS) await ask(setup, load);
    for (let round = 0; round < rounds; round += 1) {
      for (const load of LOAD_NAMES) {
        const asked = noTimes();
        for (let turn = round * ASKED; turn < (round + 1) * ASKED; turn += 1) {
          for (const setup of orderOf(turn)) asked[setup][load].push(await ask(setup, load));
        }
        for (const setup of SETUPS) times[setup][load].push(LOADS[load].whole(asked[setup][load]));
      }
    }
    return rowsOf(times);
  } finally {
    for (const browser of browsers.values()) await browser.close();
    await servers.close();
  }
}

async function open(setup: Setup, { pageUrl }: PageServers, extension: string, floor: string) {
  if (setup === 'none') return openMeasured(pageUrl, undefined);
  const browser = await openMeasured(pageUrl, setup === 'floor' ? floor : extension);
  if (setup === 'paused') await change(browser, { paused: true });
  if (setup === 'devtools-tabs') await change(browser, { watch: 'devtools-tabs' });
  return browser;
}

/** Changes settings as the popup does, and waits until the listeners are gone. */
async function change(browser: MeasuredBrowser, settings: object): Promise<void> {
  const popup = await browser.newPage(`chrome-extension://${browser.extensionId}/src/popup/popup.html`);
  await popup.evaluate((changed) => chrome.runtime.sendMessage({ type: 'settings/set', settings: changed }), settings);
  await popup.close();
  const { worker } = browser;
  if (worker) await waitFor(async () => !(await listens(worker)), 'the listeners to be removed');
}

async function timeOf(page: Page, servers: PageServers, load: Load): Promise<number> {
  const { count, atATime, path } = LOADS[load];
  return page.evaluate(requestAll, servers[path], count, atATime);
}

/** Runs in the page. Milliseconds until the last answer was read. */
export async function requestAll(url: string, count: number, atATime: number): Promise<number> {
  let made = 0;
  const one = async () => {
    while (made < count) {
      made += 1;
      await (await fetch(`${url}?n=${made}`)).text();
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: atATime }, one));
  return performance.now() - start;
}

function rowsOf(times: Times): readonly Row[] {
  const row = (load: Load, setup: Setup, than: Setup, target: string): Row => ({
    what: `${LOADS[load].title}: ${NAMES[setup]}`,
    unit: 'ms',
    values: times[setup][load],
    reference: { what: NAMES[than], values: times[than][load] },
    target,
  });
  const small = (['sequence', 'parallel'] as const).flatMap((load) => [
    row(load, 'floor', 'none', ''),
    row(load, 'whycors', 'none', ''),
    row(load, 'whycors', 'floor', 'at most 1.05 ×'),
    row(load, 'paused', 'none', '1 ×'),
    row(load, 'devtools-tabs', 'none', '1 ×'),
  ]);
  return [
    ...small,
    row('page', 'floor', 'none', ''),
    row('page', 'whycors', 'none', 'at most 1.03 ×'),
    row('page', 'paused', 'none', '1 ×'),
    row('page', 'devtools-tabs', 'none', '1 ×'),
  ];
}

const NAMES: Readonly<Record<Setup, string>> = {
  none: 'no extension',
  floor: 'an extension that only listens',
  whycors: 'WhyCORS',
  paused: 'WhyCORS, paused',
  'devtools-tabs': 'WhyCORS for tabs with DevTools open, which are not',
};

function noTimes(): Times {
  const none = () => ({ sequence: [], parallel: [], page: [] });
  return { none: none(), floor: none(), whycors: none(), paused: none(), 'devtools-tabs': none() };
}

/** Each is first as often as the others, and follows each of its neighbours as often as it comes before them. */
function orderOf(turn: number): readonly Setup[] {
  const at = turn % SETUPS.length;
  const rotated = [...SETUPS.slice(at), ...SETUPS.slice(0, at)];
  return turn % 2 === 0 ? rotated : rotated.reverse();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
