import type { Page } from 'puppeteer';
import type { ReportJson, TraceJson } from '../src/analyzer/report-json.ts';
import {
  exportReport,
  killWorker,
  launchWithExtension,
  type Session,
  withExtensionPage,
} from '../test/support/browser.ts';
import { type Checkpoint, type Soaked, soakFigures } from './soak-figures.ts';
import { type SoakServer, startSoakServer } from './soak-server.ts';

/** Requests at a time, and so many times between two ends of the background. */
const BATCH = 60;
const UNTIL_END = 10;
const LONGEST_WAIT_MS = 120_000;

/** A page that makes requests for so many minutes, while the background is ended again and again. */
export async function runSoak(minutes: number): Promise<Soaked> {
  const server = await startSoakServer();
  const session = await launchWithExtension();
  try {
    const page = await session.browser.newPage();
    await page.goto(server.pageUrl);
    const checkpoints: Checkpoint[] = [];
    const until = Date.now() + minutes * 60_000;
    while (checkpoints.length === 0 || Date.now() < until) {
      for (let batch = 0; batch < UNTIL_END; batch += 1) await requestBatch(page, server);
      checkpoints.push(await checkpoint(session, server));
      await killWorker(session);
    }
    return soakFigures({ minutes, checkpoints, last: await checkpoint(session, server) });
  } finally {
    await session.close();
    await server.close();
  }
}

/** Plain requests, preflighted ones and redirects, of each some that are allowed and some that are not. */
async function requestBatch(page: Page, server: SoakServer): Promise<void> {
  await page.evaluate(async (requests) => {
    await Promise.all(requests.map(({ url, method }) => fetch(url, { method, cache: 'no-store' }).catch(() => 0)));
  }, server.nextRequests(BATCH));
}

/** Waits until everything that was served is known, and notes what is known. What stays unknown is a figure, not an error. */
async function checkpoint(session: Session, server: SoakServer): Promise<Checkpoint> {
  const { made, served } = server.counts();
  const deadline = Date.now() + LONGEST_WAIT_MS;
  let report = await exportReport(session, server.pageUrl);
  while (settledIn(report).length + report.dropped < made && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    report = await exportReport(session, server.pageUrl);
  }
  const settled = settledIn(report);
  return {
    made,
    served,
    known: settled.length + report.dropped,
    dropped: report.dropped,
    doubled: report.traces.length - new Set(report.traces.map(({ url }) => url)).size,
    wrong: settled.filter((trace) => trace.verdict !== server.verdictOf(trace.url)).length,
    incomplete: settled.filter((trace) => exchangesIn(trace) !== server.exchangesOf(trace.url)).length,
    exchanges: settled.reduce((sum, trace) => sum + exchangesIn(trace), 0),
    heapBytes: await heapOf(session),
    storedBytes: await storedBytes(session),
  };
}

function settledIn({ traces }: ReportJson): readonly TraceJson[] {
  return traces.filter(({ verdict }) => verdict !== 'undetermined');
}

/** Answers that the extension has seen of one fetch: of its hops and their preflights. */
function exchangesIn({ hops }: TraceJson): number {
  return hops.reduce((sum, { status, preflight }) => sum + (status === null ? 0 : 1) + (preflight?.status ? 1 : 0), 0);
}

/** Bytes that the background's objects take up. */
async function heapOf(session: Session): Promise<number> {
  const worker = await (await session.worker()).worker();
  if (!worker) return 0;
  await worker.client.send('HeapProfiler.collectGarbage');
  return (await worker.client.send('Runtime.getHeapUsage')).usedSize;
}

async function storedBytes(session: Session): Promise<number> {
  return withExtensionPage(session, (page) =>
    page.evaluate(() => chrome.storage.session.get(null).then((items) => JSON.stringify(items).length)),
  );
}
