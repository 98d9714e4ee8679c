import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import type { ReportJson } from '../../src/analyzer/report-json.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import { HOOK } from '../../src/page/hook.ts';
import type { TracesReply } from '../../src/protocol/messages.ts';
import { launchWithExtension, type Session, tabIdOf } from '../support/browser.ts';
import { openPanel, type PanelFrame } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';
import { ask as askFor, keyOfUrl, type OracleCase, type Origins, type Placed, place, silentAsks } from './case.ts';
import { listenForTruth, listenForTruthIn, type TruthLog } from './chromium-truth.ts';
import { type AskedOfCase, type AskOutcome, askedOf, staysAtHome, type Truth } from './grade.ts';
import { type OracleServers, PAGE_PATH, PLAIN_NAMES, type Served, startOracleServers } from './server.ts';
import { addressSpaces, keyEnding, originsAt, pageAt, type Where, whereOf, writeOtherExtension } from './situations.ts';
import { holdEnds, storedObservations } from './stored-observations.ts';

/** A case that was run, with what everybody says about it. */
export interface CaseRun extends AskedOfCase {
  readonly placed: Placed;
  /** What the extension had stored; empty unless it was to be recorded. */
  readonly observations: readonly Observation[];
  readonly served: readonly Served[];
}

export interface ChromiumOracle {
  /** Name and version, as the browser gives it. */
  readonly version: string;
  readonly origins: Origins;
  readonly plainOrigins: Origins;
  /** Runs the cases, all at the same time. */
  run(cases: readonly OracleCase[]): Promise<readonly CaseRun[]>;
  /** Has the pages reloaded once with the recorder in them, by a click in the panel. The requests that follow are recorded. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** After this long a request counts as one that nobody tells about. It is reached only when something is wrong. */
const PATIENCE_MS = 15_000;

/** The panel takes its time to ask a page with many frames and requests, and that of a busy machine on top. */
const SETTLING_MS = 60_000;

export interface OracleOptions {
  /** Keep what the extension stored. */
  readonly record?: boolean;
  /** Open DevTools with the panel, so that the pages can be recorded. */
  readonly panel?: boolean;
  /** Sandboxed frames have their document from the attribute `srcdoc`. Default: from an address. */
  readonly srcdoc?: boolean;
  /** Also make it possible to run these cases, which need pages and another extension of their own. */
  readonly situations?: readonly OracleCase[];
}

/** Starts servers and a browser with the extension in it, and opens the pages that make the requests. */
export async function openChromiumOracle({
  record = false,
  panel = false,
  srcdoc = false,
  situations,
}: OracleOptions = {}): Promise<ChromiumOracle> {
  const servers = await startOracleServers();
  const folder = await mkdtemp(join(tmpdir(), 'oracle-'));
  const session = await launchWithExtension({
    args: [PLAIN_NAMES, ...(situations ? [addressSpaces(servers)] : [])],
    otherExtensions: situations ? [await writeOtherExtension(folder, situations, servers)] : [],
  });
  const extensionPage = await session.browser.newPage();
  await extensionPage.goto(`chrome-extension://${session.extensionId}/src/popup/popup.html`);
  const common = { servers, extensionPage, record, srcdoc };
  const open = (origins: Origins) =>
    openTab(session, extensionPage, origins, { panel, url: `${origins.O}${PAGE_PATH}${srcdoc ? '?srcdoc' : ''}` });
  const tabs: Parts[] = [];
  for (const where of situations ? WHERE : [])
    tabs.push({ ...common, ...(await openSituation(session, extensionPage, servers, where)), where });
  const plain = { ...common, ...(await open(servers.plainOrigins)), where: 'plain' } as const;
  // The last page opened is the one in front, where styles are computed and their pictures are loaded.
  const trusted = { ...common, ...(await open(servers.origins)), where: 'usual' } as const;
  tabs.push(trusted, plain);
  let batch = 0;
  return {
    version: await session.browser.version(),
    origins: servers.origins,
    plainOrigins: servers.plainOrigins,
    run: async (cases) => {
      batch += 1;
      const runs: CaseRun[] = [];
      for (const [index, tab] of tabs.entries()) {
        const own = cases.filter((one) => (one.plain ? 'plain' : whereOf(one)) === tab.where);
        runs.push(...(await runBatch(tab, own, `t${index}b${batch}`)));
      }
      return runs.sort((a, b) => cases.indexOf(a.placed.case) - cases.indexOf(b.placed.case));
    },
    settle: async () => {
      for (const tab of [plain, trusted]) await settleTab(tab);
    },
    close: async () => {
      await session.close();
      await servers.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Tab {
  readonly origins: Origins;
  readonly page: Page;
  readonly truth: TruthLog;
  /** Of the page's service worker. */
  readonly workerTruth?: TruthLog;
  readonly tabId: number;
  readonly panel: PanelFrame | undefined;
}

interface Parts extends Tab {
  readonly servers: OracleServers;
  readonly extensionPage: Page;
  readonly where: Where | 'plain';
  readonly record: boolean;
  readonly srcdoc: boolean;
}

async function openTab(
  session: Session,
  extensionPage: Page,
  origins: Origins,
  { panel, url }: { readonly panel: boolean; readonly url: string },
): Promise<Tab> {
  const page = await session.browser.newPage();
  const truth = await listenForTruth(page);
  await page.goto(url);
  const tabId = await tabIdOf(extensionPage, url);
  return { origins, page, truth, tabId, panel: panel ? await openPanel(session, page) : undefined };
}

const WHERE = ['public-page', 'insecure-public-page', 'file', 'service-worker'] as const;

/** These pages make their requests themselves, and a service worker must not be kept waiting for a debugger. */
async function openSituation(
  { browser }: Session,
  extensionPage: Page,
  servers: OracleServers,
  where: (typeof WHERE)[number],
): Promise<Tab> {
  const page = await browser.newPage();
  const truth = await listenForTruthIn(page);
  const url = pageAt(where, servers);
  await page.goto(url);
  const tab = {
    origins: originsAt(where, servers),
    page,
    truth,
    tabId: await tabIdOf(extensionPage, url),
    panel: undefined,
  };
  if (where !== 'service-worker') return tab;
  await page.evaluate(async (scope) => {
    await navigator.serviceWorker.register('/service-worker.js', { scope });
  }, url);
  await waitFor(() => page.evaluate(() => navigator.serviceWorker.controller !== null), 'the page to be controlled');
  const worker = await browser.waitForTarget((target) => target.url().endsWith('/service-worker.js'));
  return { ...tab, workerTruth: await listenForTruthIn(worker) };
}

/** An answer to nobody, so that only the page knows whether credentials were what its preflight failed for. */
const OPEN_CASE: OracleCase = {
  id: 'open',
  title: 'a request that leaves the credentials mode open',
  asks: [askFor({ method: 'PUT', credentials: 'include' })],
  hops: [{ at: 'S', actual: { status: '404 Not Found', lines: ['Access-Control-Allow-Origin: {O}'] } }],
};

/** Runs in the panel: selects the request and takes the offer. False while there is nothing to click at. */
function clickSettle(key: string): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-trace-id]')];
  rows.findLast((row) => row.outerHTML.includes(key))?.click();
  const offer = document.querySelector<HTMLElement>('[data-action="settle"]:enabled');
  offer?.click();
  return offer !== null;
}

let opened = 0;

async function settleTab(parts: Parts): Promise<void> {
  const { page, panel, servers, origins } = parts;
  if (!panel) throw new Error('open the oracle with a panel');
  // A recorded page would answer the question that the offer is about.
  await page.reload();
  opened += 1;
  const one = place(OPEN_CASE, `open-${opened}`, origins);
  servers.serve(one);
  await makeRequests(page, [one]);
  // Neither tab has to be in front for that.
  await waitFor(() => panel.evaluate(clickSettle, one.key), 'the panel to offer to settle it');
  const isRecorded = (name: string) => {
    const read = (globalThis as unknown as Record<symbol, (() => string) | undefined>)[Symbol.for(name)];
    return read !== undefined && 'runCases' in globalThis && JSON.parse(read()).workers === true;
  };
  await waitFor(() => page.evaluate(isRecorded, HOOK).catch(() => false), 'the recorder to be in the page');
  servers.forget(one.key);
  parts.truth.forget(one.key);
}

async function runBatch(parts: Parts, cases: readonly OracleCase[], prefix: string): Promise<readonly CaseRun[]> {
  const { servers, truth, tabId, origins } = parts;
  if (cases.length === 0) return [];
  const placed = cases.map((one, index) => place(one, `${prefix}-${index}${keyEnding(one)}`, origins));
  for (const one of placed) servers.serve(one);
  const outcomes = await makeRequests(parts.page, placed);
  await untilTold(placed, parts);
  await untilObserved(parts, placed);
  if (parts.panel) await untilSettled(parts, placed);
  const report = (await ask(parts, { type: 'report/export', tabId })) as ReportJson;
  const observations = parts.record ? await untilStored(parts.extensionPage, report) : undefined;
  const runs = placed.map((one): CaseRun => {
    const { key } = one;
    const answers = report.traces.filter(({ url }) => keyOfUrl(url) === key);
    return {
      placed: one,
      ...askedOf(one, outcomes[key] ?? [], truthsOf(one, parts), answers),
      observations: observations?.get(key) ?? [],
      served: servers.servedFor(key),
    };
  });
  for (const { key } of placed) {
    servers.forget(key);
    truth.forget(key);
    parts.workerTruth?.forget(key);
  }
  await ask(parts, { type: 'traces/clear', tabId });
  return runs;
}

/** Lets the page make the requests of all cases, and returns what it got of each. */
async function makeRequests(page: Page, placed: readonly Placed[]): Promise<Record<string, readonly AskOutcome[]>> {
  const cases = placed.map(({ key, urls, case: { asks, concurrent } }) => ({ key, url: urls[0], asks, concurrent }));
  return page.evaluate((list) => {
    const { runCases } = window as unknown as { runCases(list: unknown): Promise<Record<string, AskOutcome[]>> };
    return runCases(list);
  }, cases);
}

/** Waits until the browser has told how every request ended. What it never tells is left to the comparison. */
async function untilTold(placed: readonly Placed[], { truth, workerTruth }: Parts): Promise<void> {
  const isTold = ({ key, case: one }: Placed) => {
    const byWorker = workerTruth?.requestsOf(key) ?? [];
    const requests = [...truth.requestsOf(key), ...byWorker];
    const does = one.situation?.kind === 'service-worker' ? one.situation.does : 'let-be';
    if (byWorker.length === 0 && (does === 'pass-on' || does === 'opaque')) return false;
    const unread = does === 'opaque' || one.asks.some(({ mode }) => mode === 'no-cors');
    if (requests.some(({ ended, responded }) => ended === 'pending' && !(unread && responded))) return false;
    return requests.length + truth.issuesOf(key).length >= one.asks.length - silentAsks(one).size;
  };
  await patiently(() => placed.every(isTold), 'the browser to tell how every request ended');
}

/** Waits until the extension has seen the end of every request that the browser told about. */
async function untilObserved(parts: Parts, placed: readonly Placed[]): Promise<void> {
  const wanted = placed
    .filter(({ case: one }) => !one.asks.every((each) => staysAtHome(one, each)))
    .map(({ key, case: one }) => {
      const loud = one.asks.length - silentAsks(one).size;
      return [key, Math.min(loud, parts.truth.requestsOf(key).length)] as const;
    });
  await patiently(async () => {
    const { traces } = (await ask(parts, { type: 'traces/list', tabId: parts.tabId, since: 0 })) as TracesReply;
    const seen = new Map<string, number>();
    for (const { hops, outcome } of traces) {
      const key = keyOfUrl(hops[0]?.url ?? '');
      if (key === undefined) continue;
      if (outcome.kind === 'pending') return false;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    return wanted.every(([key, count]) => (seen.get(key) ?? 0) >= count);
  }, 'the extension to see the end of every request');
}

/** Waits until the panel has passed on what the page said. Frames of an opaque origin with an address say nothing. */
async function untilSettled(parts: Parts, placed: readonly Placed[]): Promise<void> {
  const keys = placed.filter(
    ({ case: one }) => parts.srcdoc || one.asks.every(({ from }) => from !== 'sandboxed-frame'),
  );
  const settleable = new Set(keys.map(({ key }) => key));
  await patiently(
    async () => {
      const { traces } = (await ask(parts, { type: 'report/export', tabId: parts.tabId })) as ReportJson;
      const open = traces.filter(
        ({ candidates, missing }) => candidates.length > 0 || missing.some((fact) => fact.endsWith('-mode')),
      );
      return !open.some(({ url }) => settleable.has(keyOfUrl(url) ?? ''));
    },
    'the panel to settle every request',
    SETTLING_MS,
  );
}

async function untilStored(extensionPage: Page, { traces }: ReportJson) {
  return waitFor(async () => {
    const stored = await storedObservations(extensionPage);
    const all = [...stored.values()].flat();
    const ids = traces.filter(({ verdict }) => verdict !== 'undetermined' && verdict !== 'opaque').map(({ id }) => id);
    return holdEnds(all, ids) && stored;
  }, 'the end of every trace to be stored');
}

/** What does not come in time is found missing by the comparison, which can say of which case. */
async function patiently(
  condition: () => boolean | Promise<boolean>,
  message: string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  await waitFor(condition, message, patienceMs).catch(() => undefined);
}

function truthsOf({ key }: Placed, { truth, workerTruth }: Parts): readonly Truth[] {
  const byWorker = workerTruth?.requestsOf(key) ?? [];
  const requests = byWorker.length > 0 ? byWorker : truth.requestsOf(key);
  return requests.length > 0 ? requests : truth.issuesOf(key);
}

function ask({ extensionPage }: Parts, message: Record<string, unknown>): Promise<unknown> {
  return extensionPage.evaluate((request) => chrome.runtime.sendMessage(request), message);
}
