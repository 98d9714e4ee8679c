import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SoakServer, startSoakServer } from '../../bench/soak-server.ts';
import type { ReportJson } from '../../src/analyzer/report-json.ts';
import { launchWithExtension, type Session, tabIdOf } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';

/** The whole of it takes minutes: `npm run nightly`. */
const { NIGHTLY } = process.env;
const [IN_ONE_TAB, IN_EACH_TAB] = NIGHTLY === '1' ? [10_000, 500] : [1000, 25];
const TABS = 20;
const BURST = 1000;
const LONGEST_MS = 600_000;

type Requests = ReturnType<SoakServer['nextRequests']>;

/** What the background knows of a tab, as far as it is compared. */
interface Known {
  readonly dropped: number;
  readonly traces: readonly {
    readonly id: string;
    readonly url: string;
    readonly verdict: string;
    readonly answers: number;
  }[];
}

describe('under load in a real browser', () => {
  let session: Session;
  let server: SoakServer;
  let extensionPage: Page;

  beforeAll(async () => {
    server = await startSoakServer();
    session = await launchWithExtension();
    extensionPage = await session.browser.newPage();
    await extensionPage.goto(`chrome-extension://${session.extensionId}/src/popup/popup.html?tab=none`);
  });
  afterAll(async () => {
    await session.close();
    await server.close();
  });

  async function openTab(name: string): Promise<{ readonly page: Page; readonly tabId: number }> {
    const page = await session.browser.newPage();
    await page.goto(`${server.pageUrl}?${name}.`);
    return { page, tabId: await tabIdOf(extensionPage, `?${name}.`) };
  }

  /** Once it has decided about all of them, or says that it dropped them. */
  async function knownOf(tabId: number, requests: Requests): Promise<Known> {
    let last: Known = { dropped: 0, traces: [] };
    return waitFor(
      async () => {
        last = await extensionPage.evaluate(ask, tabId);
        const undecided = last.traces.some(({ verdict }) => verdict === 'undetermined');
        return !undecided && last.traces.length + last.dropped >= requests.length && last;
      },
      () => `${requests.length} requests to be known; ${last.traces.length} are, ${last.dropped} were dropped`,
      LONGEST_MS,
    );
  }

  /** Each request once, with its own verdict and all of its answers, or counted as dropped; and nothing else. */
  function expectExactly({ traces, dropped }: Known, requests: Requests): void {
    const made = new Set(requests.map(({ url }) => url));
    expect(traces.filter(({ url }) => !made.has(url))).toEqual([]);
    expect(new Set(traces.map(({ url }) => url)).size).toBe(traces.length);
    expect(new Set(traces.map(({ id }) => id)).size).toBe(traces.length);
    expect(traces.length + dropped).toBe(requests.length);
    expect(traces.filter(({ url, verdict }) => verdict !== server.verdictOf(url))).toEqual([]);
    expect(traces.filter(({ url, answers }) => answers !== server.exchangesOf(url))).toEqual([]);
  }

  it(
    `${IN_ONE_TAB} requests of one tab are each known once, or counted as dropped`,
    async () => {
      const { page, tabId } = await openTab('one');
      const requests = server.nextRequests(IN_ONE_TAB);
      await page.evaluate(requestAll, requests, 6);
      const known = await knownOf(tabId, requests);
      expectExactly(known, requests);
      const { served } = server.counts();
      if (known.dropped === 0) expect(answersIn(known)).toBe(served);
      say(`one tab: ${IN_ONE_TAB} requests, ${served} answers, ${known.traces.length} kept, ${known.dropped} dropped`);
      await page.close();
    },
    LONGEST_MS,
  );

  it(
    `${BURST} requests at the same moment are each known once`,
    async () => {
      const before = server.counts().served;
      const { page, tabId } = await openTab('burst');
      const requests = server.nextRequests(BURST);
      await page.evaluate(requestAll, requests, BURST);
      const known = await knownOf(tabId, requests);
      expectExactly(known, requests);
      expect(known.dropped).toBe(0);
      expect(answersIn(known)).toBe(server.counts().served - before);
      say(`burst: ${BURST} requests, ${answersIn(known)} answers, all kept`);
      await page.close();
    },
    LONGEST_MS,
  );

  it(
    `${TABS} tabs at once, ${IN_EACH_TAB} requests each, have their own and nobody else's`,
    async () => {
      const before = server.counts().served;
      const tabs: { page: Page; tabId: number; requests: Requests }[] = [];
      for (let number = 0; number < TABS; number += 1) {
        tabs.push({ ...(await openTab(`tab-${number}`)), requests: server.nextRequests(IN_EACH_TAB) });
      }
      await Promise.all(tabs.map(({ page, requests }) => page.evaluate(requestAll, requests, 6)));
      let [answers, dropped] = [0, 0];
      for (const { tabId, requests } of tabs) {
        const known = await knownOf(tabId, requests);
        expectExactly(known, requests);
        answers += answersIn(known);
        dropped += known.dropped;
      }
      const served = server.counts().served - before;
      if (dropped === 0) expect(answers).toBe(served);
      say(`${TABS} tabs: ${TABS * IN_EACH_TAB} requests, ${served} answers, ${dropped} dropped`);
    },
    LONGEST_MS,
  );
});

function answersIn({ traces }: Known): number {
  return traces.reduce((sum, trace) => sum + trace.answers, 0);
}

/** In the page: so many at a time; resolves when all are answered. */
async function requestAll(requests: Requests, atOnce: number): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < requests.length) {
      const { url, method } = requests[next] as Requests[number];
      next += 1;
      await fetch(url, { method, cache: 'no-store' }).catch(() => 0);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** In a page of the extension: what the report says, without what nobody compares. */
async function ask(tabId: number): Promise<Known> {
  const report = (await chrome.runtime.sendMessage({ type: 'report/export', tabId })) as ReportJson;
  return {
    dropped: report.dropped,
    traces: report.traces.map(({ id, url, verdict, hops }) => ({
      id,
      url,
      verdict,
      answers: hops.reduce((sum, hop) => sum + (hop.status === null ? 0 : 1) + (hop.preflight?.status ? 1 : 0), 0),
    })),
  };
}

/** A figure of the nightly run. */
function say(text: string): void {
  if (NIGHTLY === '1') process.stdout.write(`  ${text}\n`);
}
