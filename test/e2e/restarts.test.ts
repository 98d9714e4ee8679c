import type { IncomingMessage, ServerResponse } from 'node:http';
import fc from 'fast-check';
import type { CDPSession, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../lab/servers.ts';
import type { TracesReply } from '../../src/protocol/messages.ts';
import { exportReport, tabIdOf } from '../support/browser.ts';
import { type LabSession, openLab } from '../support/lab.ts';
import { openPanel } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

/** The whole of it takes minutes: `npm run nightly`. */
const { NIGHTLY, WHYCORS_FUZZ_SEED } = process.env;
const [TOTAL, KILLS] = NIGHTLY === '1' ? [2000, 50] : [400, 10];
/** As many as the browser sends to one server at a time. */
const AT_ONCE = 6;
const SEED = Number(WHYCORS_FUZZ_SEED ?? 11);

describe(`${KILLS} ends of the background during ${TOTAL} requests, at moments drawn with seed ${SEED}`, () => {
  let opened: LabSession;
  let server: Awaited<ReturnType<typeof startHoldingServer>>;
  let extensionPage: Page;
  let tabId: number;
  let browserSession: CDPSession;

  beforeAll(async () => {
    opened = await openLab();
    server = await startHoldingServer(opened.lab.origins.page);
    const { browser, extensionId } = opened.session;
    extensionPage = await browser.newPage();
    await extensionPage.goto(`chrome-extension://${extensionId}/src/popup/popup.html?tab=none`);
    tabId = await tabIdOf(extensionPage, opened.lab.pageUrl);
    browserSession = await browser.target().createCDPSession();
    await opened.page.bringToFront();
  });
  afterAll(async () => {
    await opened.close();
    await server.close();
  });

  /** Requests of this test that the background knows by now, by their number. */
  const known = new Set<string>();
  let revision = 0;
  async function pull(): Promise<void> {
    const reply = (await extensionPage.evaluate((message) => chrome.runtime.sendMessage(message), {
      type: 'traces/list',
      tabId,
      since: revision,
    })) as TracesReply;
    revision = reply.revision;
    for (const { hops } of reply.traces) known.add(new URL(hops[0]?.url ?? 'x:').pathname);
  }

  async function kill(): Promise<void> {
    const { targetInfos } = await browserSession.send('Target.getTargets');
    const worker = targetInfos.find(
      ({ type, url }) => type === 'service_worker' && url.includes(opened.session.extensionId),
    );
    if (!worker) throw new Error('the background was not running');
    await browserSession.send('Target.closeTarget', { targetId: worker.targetId });
    await waitFor(async () => {
      const now = await browserSession.send('Target.getTargets');
      return !now.targetInfos.some(({ targetId }) => targetId === worker.targetId);
    }, 'the background to end');
  }

  it('lose no request, double none, and the panel shows all of them', async () => {
    const panel = await openPanel(opened.session, opened.page);
    // Without a leaning to the first and the last ones, which generated numbers have otherwise.
    const moment = fc.noBias(fc.integer({ min: 1, max: TOTAL - 2 * AT_ONCE }));
    const drawn = fc.uniqueArray(moment, { minLength: KILLS, maxLength: KILLS });
    const [moments = []] = fc.sample(drawn, { seed: SEED, numRuns: 1 });
    expect(moments).toHaveLength(KILLS);
    await opened.page.evaluate(requestAll, server.origin, TOTAL, AT_ONCE);
    for (const number of moments.toSorted((a, b) => a - b)) {
      // Requests are on their way, but no event of them is: one that is already on its way to a background that is
      // ended by force is the browser's to lose, and the browser itself only ends one that has nothing left to do.
      const held = await server.holdAfter(number);
      await waitFor(async () => {
        await pull();
        return held.every((path) => known.has(path));
      }, 'the background to know what is on its way');
      await kill();
      server.release();
    }
    await server.answered(TOTAL);
    const own = await waitFor(async () => {
      const { traces } = await exportReport(opened.session, opened.lab.pageUrl);
      const ours = traces.filter(({ url }) => url.startsWith(server.origin));
      return ours.every(({ verdict }) => verdict !== 'undetermined') && ours;
    }, 'every request to be decided');
    const expected = Array.from(
      { length: TOTAL },
      (_, index) => `/${index} ${isAllowed(index) ? 'allowed' : 'blocked'}`,
    );
    const found = own.map(({ url, verdict }) => `${new URL(url).pathname} ${verdict}`);
    expect(found.toSorted()).toEqual(expected.toSorted());
    const preflights = own
      .filter(({ hops }) => hops[0]?.preflight)
      .map(({ url }) => Number(new URL(url).pathname.slice(1)));
    expect(preflights).toHaveLength(TOTAL / 4);
    expect(preflights.every((index) => index % 4 === 0)).toBe(true);
    const decided = performance.now();
    const counts = { all: TOTAL, blocked: 0, allowed: 0 };
    for (let index = 0; index < TOTAL; index += 1) counts[isAllowed(index) ? 'allowed' : 'blocked'] += 1;
    let shown: Record<string, number> = {};
    await waitFor(
      async () => {
        shown = await panel.$$eval('[data-filter] b', (all) =>
          Object.fromEntries(
            all.map((count) => [count.parentElement?.getAttribute('data-filter'), Number(count.textContent)]),
          ),
        );
        return Object.entries(counts).every(([verdict, count]) => shown[verdict] === count);
      },
      () => `the panel to count ${JSON.stringify(counts)}; last it counted ${JSON.stringify(shown)}`,
    );
    const lost = expected.filter((one) => !found.includes(one)).length;
    const doubled = found.length - new Set(found).size;
    const after = Math.round(performance.now() - decided);
    process.stdout.write(
      `  ${KILLS} ends, ${TOTAL} requests: ${lost} lost, ${doubled} doubled, the panel right ${after} ms after\n`,
    );
  }, 600_000);
});

function isAllowed(index: number): boolean {
  return index % 3 !== 0;
}

/** In the page: so many requests, a few at a time, every fourth with a preflight. Returns once they have begun. */
async function requestAll(origin: string, total: number, atOnce: number): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < total) {
      const index = next;
      next += 1;
      await fetch(`${origin}/${index}`, { method: index % 4 === 0 ? 'PUT' : 'GET', cache: 'no-store' }).catch(() => 0);
    }
  };
  for (let worker = 0; worker < atOnce; worker += 1) void work();
}

/** Answers at once, until it is told to hold: then the answers wait for `release`. */
async function startHoldingServer(pageOrigin: string) {
  const server = await listen();
  const waiting: { path: string; answer: () => void }[] = [];
  let holdFrom = Number.POSITIVE_INFINITY;
  let seen = 0;
  let done = 0;
  server.on('request', ({ url = '', method }: IncomingMessage, response: ServerResponse) => {
    const index = Number(url.slice(1));
    const allowing = isAllowed(index) || method === 'OPTIONS';
    const headers = {
      ...(allowing ? { 'Access-Control-Allow-Origin': pageOrigin } : {}),
      ...(method === 'OPTIONS' ? { 'Access-Control-Allow-Methods': 'PUT', 'Access-Control-Max-Age': '0' } : {}),
    };
    const answer = () => {
      if (method !== 'OPTIONS') done += 1;
      response.writeHead(200, headers).end();
    };
    if (method !== 'OPTIONS') seen += 1;
    if (seen >= holdFrom) waiting.push({ path: url, answer });
    else answer();
  });
  return {
    origin: `http://localhost:${portOf(server)}`,
    /** Holds from the request with this number on; resolves with the paths on their way once all that are left or fit wait. */
    async holdAfter(count: number): Promise<readonly string[]> {
      holdFrom = count;
      await waitFor(
        () => waiting.length >= Math.min(AT_ONCE, TOTAL - done),
        () => `requests to wait at the server; ${waiting.length} do, ${done} are done`,
        60_000,
      );
      return waiting.map(({ path }) => path);
    },
    /** Resolves when so many requests were answered, besides their preflights. */
    async answered(count: number): Promise<void> {
      await waitFor(() => seen >= count && waiting.length === 0, `${count} requests to be answered`, 120_000);
    },
    release(): void {
      holdFrom = Number.POSITIVE_INFINITY;
      for (const { answer } of waiting.splice(0)) answer();
    },
    close: () => close(server),
  };
}
