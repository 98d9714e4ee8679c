import type { Page } from 'puppeteer';
import { close, listen, portOf } from '../lab/servers.ts';
import { exportReport, killWorker, launchWithExtension, type Session } from '../test/support/browser.ts';
import { waitFor } from '../test/support/wait-for.ts';

const BATCH = 60;
/** Batches between two ends of the background. */
const UNTIL_END = 10;

interface Soaked {
  readonly text: string;
  /** Requests that the server answered and the extension neither has nor says that it dropped. */
  readonly lost: number;
}

/** A page that makes requests for so many minutes, while the background is ended again and again. */
export async function runSoak(minutes: number): Promise<Soaked> {
  const server = await listen();
  let served = 0;
  server.on('request', ({ url = '' }, response) => {
    if (url.startsWith('/item')) served += 1;
    // The page's own origin is another port of the same machine, so every answer crosses origins.
    response.writeHead(200, served % 3 === 0 ? {} : { 'Access-Control-Allow-Origin': '*' }).end();
  });
  const pages = await listen();
  pages.on('request', (_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>soak</title>'),
  );
  const session = await launchWithExtension();
  try {
    const page = await session.browser.newPage();
    const pageUrl = `http://localhost:${portOf(pages)}/soak`;
    await page.goto(pageUrl);
    const known = async () => {
      const { traces, dropped } = await exportReport(session, pageUrl);
      return traces.filter(({ verdict }) => verdict !== 'undetermined').length + dropped;
    };
    const heap: number[] = [];
    let ends = 0;
    const until = Date.now() + minutes * 60_000;
    for (let batch = 1; batch === 1 || Date.now() < until; batch += 1) {
      await requestBatch(page, `http://localhost:${portOf(server)}`);
      if (batch % UNTIL_END !== 0) continue;
      await waitFor(
        async () => (await known()) >= served,
        () => `all of ${served} requests to be known`,
      ).catch(() => 0);
      heap.push(await heapOf(session));
      await killWorker(session);
      ends += 1;
    }
    await waitFor(async () => (await known()) >= served, 'the last requests').catch(() => 0);
    const seen = await known();
    return { text: figures({ minutes, served, seen, ends, heap }), lost: served - seen };
  } finally {
    await session.close();
    await Promise.all([close(server), close(pages)]);
  }
}

async function requestBatch(page: Page, origin: string): Promise<void> {
  await page.evaluate(
    async (server, count) => {
      const requests = Array.from({ length: count }, (_, index) =>
        fetch(`${server}/item-${index}`, { cache: 'no-store' }).catch(() => 0),
      );
      await Promise.all(requests);
    },
    origin,
    BATCH,
  );
}

/** Bytes that the background's objects take up. */
async function heapOf(session: Session): Promise<number> {
  const worker = await (await session.worker()).worker();
  if (!worker) return 0;
  await worker.client.send('HeapProfiler.collectGarbage');
  return (await worker.client.send('Runtime.getHeapUsage')).usedSize;
}

function figures(of: { minutes: number; served: number; seen: number; ends: number; heap: readonly number[] }): string {
  const mib = of.heap.map((bytes) => bytes / 1024 / 1024);
  const slope = mib.length < 2 ? 0 : ((mib.at(-1) ?? 0) - (mib[0] ?? 0)) / (mib.length - 1);
  return [
    `minutes: ${of.minutes}`,
    `requests served: ${of.served}`,
    `requests known or said to be dropped: ${of.seen}`,
    `lost: ${of.served - of.seen}`,
    `ends of the background: ${of.ends}`,
    `heap of the background, MiB: ${mib.map((size) => size.toFixed(1)).join(', ')}`,
    `memory slope, MiB between two ends: ${slope.toFixed(2)}`,
  ].join('\n');
}
