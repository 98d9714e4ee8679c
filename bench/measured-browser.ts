import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type CDPSession, type Page, type WebWorker } from 'puppeteer';
import { findBrowser } from '../scripts/browser.mjs';
import { waitFor } from '../test/support/wait-for.ts';
import { LISTENED } from './listened.ts';

/** A browser with one extension or none, and a page in it that makes requests. */
export interface MeasuredBrowser {
  readonly page: Page;
  /** The background of the extension; undefined without one. */
  readonly worker: WebWorker | undefined;
  readonly extensionId: string | undefined;
  /** Processor time of each process of the browser so far, in milliseconds, by process id; of one type, or of all. */
  cpuTimes(type?: string): Promise<ReadonlyMap<number, number>>;
  newPage(url: string): Promise<Page>;
  close(): Promise<void>;
}

/** Starts a browser of its own; all of them are started alike, apart from the extension. */
export async function openMeasured(pageUrl: string, extension: string | undefined): Promise<MeasuredBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'whycors-bench-profile-'));
  const browser = await puppeteer.launch({
    executablePath: findBrowser() ?? 'chromium',
    pipe: true,
    enableExtensions: true,
    userDataDir: profile,
    args: [
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  const extensionId = extension === undefined ? undefined : await browser.installExtension(extension);
  const worker = extensionId === undefined ? undefined : await listeningWorker(browser, extensionId);
  const [page = await browser.newPage()] = await browser.pages();
  await page.goto(pageUrl);
  const system = await browser.target().createCDPSession();
  return {
    page,
    worker,
    extensionId,
    cpuTimes: (type) => cpuTimes(system, type),
    newPage: async (url) => {
      const opened = await browser.newPage();
      await opened.goto(url);
      return opened;
    },
    close: async () => {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The worker, once it has added its listeners. */
async function listeningWorker(browser: Browser, extensionId: string): Promise<WebWorker> {
  const target = await waitFor(
    () =>
      browser
        .targets()
        .find((t) => t.type() === 'service_worker' && t.url().startsWith(`chrome-extension://${extensionId}/`)),
    'the background to start',
  );
  const worker = await waitFor(() => target.worker(), 'the background to be reached');
  await waitFor(() => listens(worker), 'the background to listen');
  return worker;
}

/** Whether anything listens to requests in it. */
export function listens(worker: WebWorker): Promise<boolean> {
  return worker.evaluate(() => {
    const { chrome } = globalThis as unknown as { chrome: WebRequestApi };
    return chrome.webRequest.onBeforeRequest.hasListeners();
  });
}

interface WebRequestApi {
  readonly webRequest: { readonly onBeforeRequest: { hasListeners(): boolean } };
}

async function cpuTimes(system: CDPSession, wanted: string | undefined): Promise<ReadonlyMap<number, number>> {
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const chosen = processInfo.filter(({ type }) => wanted === undefined || type === wanted);
  return new Map(chosen.map(({ id, cpuTime }) => [id, cpuTime * 1000]));
}

/**
 * Writes an extension that does nothing but listen: to the same events and with the same options as this one, because only
 * so does Chromium show an extension what a verdict is made of. What a page pays with it is the least it can pay.
 */
export async function writeFloorExtension(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const manifest = {
    manifest_version: 3,
    name: 'Floor',
    version: '1.0',
    background: { service_worker: 'background.js' },
    permissions: ['webRequest'],
    host_permissions: ['<all_urls>'],
  };
  const lines = Object.entries(LISTENED).map(
    ([event, options]) =>
      `chrome.webRequest.${event}.addListener(() => {}, { urls: ['<all_urls>'] }, ${JSON.stringify(options)});`,
  );
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'background.js'), lines.join('\n'));
  return folder;
}
