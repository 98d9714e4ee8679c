import type { Page } from 'puppeteer';
import type { ReportJson, TraceJson } from '../../src/analyzer/report-json.ts';
import type { Observation } from '../../src/analyzer/trace/observation.ts';
import type { TracesReply } from '../../src/protocol/messages.ts';
import { launchWithExtension, type Session, tabIdOf } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';
import { keyOfUrl, type OracleCase, type Placed, place } from './case.ts';
import { listenForTruth, type Truth, type TruthLog } from './chromium-truth.ts';
import { type OracleServers, type Served, startOracleServers } from './server.ts';

export type AskOutcome = 'read' | 'opaque' | 'failed' | 'unseen';

/** A case that was run, with what everybody says about it. */
export interface CaseRun {
  readonly placed: Placed;
  /** Per ask: what the page got. */
  readonly outcomes: readonly AskOutcome[];
  /** Per ask: what the browser's protocol says. */
  readonly truths: readonly Truth[];
  /** What the extension reports, oldest first. */
  readonly traces: readonly TraceJson[];
  /** What the extension had stored, in no particular order. */
  readonly observations: readonly Observation[];
  readonly served: readonly Served[];
}

export interface ChromiumOracle {
  readonly servers: OracleServers;
  /** Runs the cases, all at the same time. */
  run(cases: readonly RunnableCase[]): Promise<readonly CaseRun[]>;
  close(): Promise<void>;
}

/** `silent`: asks that no event exists for, by index; nothing is waited for then. */
export type RunnableCase = OracleCase & { readonly silent?: ReadonlySet<number> };

/** Requests that ended and whose end the extension was told; more than this is not waited for. */
const PATIENCE_MS = 10_000;

/** Starts servers and a browser with the extension in it, and opens the page that makes the requests. */
export async function openChromiumOracle(): Promise<ChromiumOracle> {
  const servers = await startOracleServers();
  const session = await launchWithExtension();
  const extensionPage = await session.browser.newPage();
  await extensionPage.goto(`chrome-extension://${session.extensionId}/src/popup/popup.html`);
  const page = await session.browser.newPage();
  const truth = await listenForTruth(page);
  await page.goto(servers.pageUrl);
  const tabId = await tabIdOf(extensionPage, servers.pageUrl);
  const parts: Parts = { servers, session, page, extensionPage, truth, tabId };
  let batch = 0;
  return {
    servers,
    run: (cases) => {
      batch += 1;
      return runBatch(parts, cases, `b${batch}`);
    },
    close: async () => {
      await session.close();
      await servers.close();
    },
  };
}

interface Parts {
  readonly servers: OracleServers;
  readonly session: Session;
  readonly page: Page;
  readonly extensionPage: Page;
  readonly truth: TruthLog;
  readonly tabId: number;
}

async function runBatch(parts: Parts, cases: readonly RunnableCase[], prefix: string): Promise<readonly CaseRun[]> {
  const { servers, page, truth } = parts;
  const placed = cases.map((one, index) => place(one, `${prefix}-${index}`, servers.origins));
  for (const one of placed) servers.serve(one);
  const runnable = placed.map(({ key, urls, case: { asks, concurrent } }) => ({
    key,
    url: urls[0] ?? '',
    asks,
    concurrent: concurrent ?? false,
  }));
  const outcomes = await page.evaluate((list) => {
    const { runCases } = window as unknown as { runCases(list: unknown): Promise<Record<string, AskOutcome[]>> };
    return runCases(list);
  }, runnable);
  await untilTold(placed, truth);
  const observed = await untilObserved(parts, placed);
  const runs = placed.map((one): CaseRun => {
    const { key } = one;
    const got = outcomes[key] ?? [];
    return {
      placed: one,
      outcomes: got,
      truths: truthsOf(key, got.length, truth),
      traces: observed.report.traces.filter(({ url }) => keyOfUrl(url) === key),
      observations: observed.observations.get(key) ?? [],
      served: servers.servedFor(key),
    };
  });
  for (const { key } of placed) {
    servers.forget(key);
    truth.forget(key);
  }
  await sendToWorker(parts, { type: 'traces/clear', tabId: parts.tabId });
  return runs;
}

/** Asks of a case that are no secret to the browser's events. */
function loudAsks({ case: one }: Placed): number {
  const { asks, silent } = one as RunnableCase;
  return asks.length - (silent?.size ?? 0);
}

/** Waits until the browser has told how every request ended. What it never tells is left to the comparison. */
async function untilTold(placed: readonly Placed[], truth: TruthLog): Promise<void> {
  const open = () =>
    placed.filter((one) => {
      const requests = truth.requestsOf(one.key);
      const unread = one.case.asks.some(({ mode }) => mode === 'no-cors');
      if (requests.some(({ ended, responded }) => ended === 'pending' && !(unread && responded))) return true;
      return requests.length + truth.issuesOf(one.key).length < loudAsks(one);
    });
  await waitFor(() => open().length === 0, 'the browser to tell how every request ended', PATIENCE_MS).catch(
    () => undefined,
  );
}

function truthsOf(key: string, asks: number, truth: TruthLog): readonly Truth[] {
  const issues = truth.issuesOf(key);
  const requests = truth.requestsOf(key).map((request) => {
    // Workers are told their errors as issues only.
    const issue = request.ended === 'failed' && request.corsError === null ? issues[0] : undefined;
    return issue ? { ...request, corsError: issue.corsError, failedParameter: issue.failedParameter } : request;
  });
  const told = requests.length > 0 ? requests : issues;
  return told.slice(0, asks);
}

interface Seen {
  readonly report: ReportJson;
  readonly observations: ReadonlyMap<string, readonly Observation[]>;
}

/** Waits until the extension has seen the end of every request that the browser told about. */
async function untilObserved(parts: Parts, placed: readonly Placed[]): Promise<Seen> {
  const { tabId } = parts;
  const wanted = new Map(
    placed.map((one) => [one.key, Math.min(loudAsks(one), parts.truth.requestsOf(one.key).length)] as const),
  );
  const ended = async () => {
    const { traces } = (await sendToWorker(parts, { type: 'traces/list', tabId, since: 0 })) as TracesReply;
    const seen = new Map<string, number>();
    for (const { hops, outcome } of traces) {
      const key = keyOfUrl(hops[0]?.url ?? '');
      if (key === undefined) continue;
      if (outcome.kind === 'pending') return false;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    return [...wanted].every(([key, count]) => (seen.get(key) ?? 0) >= count || isInvisible(placed, key));
  };
  await waitFor(ended, 'the extension to see the end of every request', PATIENCE_MS).catch(() => undefined,
  const report = (await sendToWorker(parts, { type: 'report/export', tabId })) as ReportJson;
  return { report, observations: await storedObservations(parts.extensionPage) };
}

/** Requests that stay within the page's own origin are none of the extension's business. */
function isInvisible(placed: readonly Placed[], key: string): boolean {
  const one = placed.find((candidate) => candidate.key === key);
  return one?.case.asks.every(({ from }) => from !== 'sandboxed-frame') === true && allAtHome(one);
}

function allAtHome({ case: { hops } }: Placed): boolean {
  return hops.every(({ at }) => at === 'O');
}

function sendToWorker({ extensionPage }: Parts, message: Record<string, unknown>): Promise<unknown> {
  return extensionPage.evaluate((request) => chrome.runtime.sendMessage(request), message);
}

/** Everything in the extension's storage, by case. */
async function storedObservations(extensionPage: Page): Promise<ReadonlyMap<string, readonly Observation[]>> {
  const items = await extensionPage.evaluate(() => chrome.storage.session.get(null));
  const byKey = new Map<string, Observation[]>();
  for (const [name, text] of Object.entries(items)) {
    if (!name.startsWith('observations/')) continue;
    const { observations } = JSON.parse(String(text)) as { observations: readonly Observation[] };
    for (const observation of observations) {
      const key = keyOfUrl(observation.url);
      if (key === undefined) continue;
      const known = byKey.get(key);
      if (known) known.push(observation);
      else byKey.set(key, [observation]);
    }
  }
  return byKey;
}
