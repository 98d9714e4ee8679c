import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser, type Page, type Target } from 'puppeteer';
import { findBrowser } from '../../scripts/browser.mjs';
import type { ReportJson } from '../../src/analyzer/report-json.ts';
import { waitFor } from './wait-for.ts';

const EXTENSION = fileURLToPath(new URL('../../dist/chrome', import.meta.url));

export interface LaunchOptions {
  readonly headless?: boolean;
  /** Open DevTools with every tab. */
  readonly devtools?: boolean;
  readonly args?: readonly string[];
  /** Kept after `close()`. Default: a new folder in the temporary directory, removed by `close()`. */
  readonly userDataDir?: string;
  /** Theme of DevTools, and so of the panel. */
  readonly theme?: 'light' | 'dark';
  /** Leave Ctrl-C and the like to the caller. Default: the browser ends with this process. */
  readonly keepOnSignals?: boolean;
  /** Folder of the unpacked extension. Default: `dist/chrome`. */
  readonly extension?: string;
  /** Folders of further unpacked extensions. */
  readonly otherExtensions?: readonly string[];
  /** Attach to no service worker: the browser never ends one that is being debugged. */
  readonly workersAlone?: boolean;
}

/** A running browser that has the built extension in it. */
export interface Session {
  readonly browser: Browser;
  readonly extensionId: string;
  /** The target of the background service worker; started first when it is asleep. */
  worker(): Promise<Target>;
  /** Loads the extension anew under its id, as an update does it, and waits until the new background answers. */
  update(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the browser of this machine with the extension loaded, in a profile that allows third-party cookies. */
export async function launchWithExtension(options: LaunchOptions = {}): Promise<Session> {
  const { extension = EXTENSION } = options;
  if (!existsSync(join(extension, 'manifest.json')))
    throw new Error(`${extension} has no extension: run "npm run build" first`);
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('no browser found: set CHROME_PATH or install Chromium');
  const profile = options.userDataDir ?? (await mkdtemp(join(tmpdir(), 'whycors-profile-')));
  await writePreferences(profile, options);
  const browser = await puppeteer.launch({
    executablePath,
    headless: options.headless ?? true,
    devtools: options.devtools ?? false,
    pipe: true,
    enableExtensions: true,
    ...(options.workersAlone ? { targetFilter: (target: Target) => target.type() !== 'service_worker' } : {}),
    userDataDir: profile,
    handleSIGINT: !options.keepOnSignals,
    handleSIGTERM: !options.keepOnSignals,
    handleSIGHUP: !options.keepOnSignals,
    defaultViewport: null,
    args: [...baseArguments(), ...(options.args ?? [])],
  });
  const copy = await copyOfExtension(extension, profile);
  const extensionId = await browser.installExtension(copy);
  for (const folder of options.otherExtensions ?? []) await browser.installExtension(folder);
  await backgroundReady(browser, extensionId);
  return {
    browser,
    extensionId,
    worker: () => workerOf(browser, extensionId),
    update: async () => {
      await browser.installExtension(copy);
      await backgroundReady(browser, extensionId);
    },
    close: async () => {
      await browser.close();
      if (options.userDataDir === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The public report of the tab whose URL contains `tabUrlPart`, asked for the way every page of the extension does. */
export async function exportReport(session: Session, tabUrlPart: string): Promise<ReportJson> {
  return withExtensionPage(session, async (page) => {
    const tabId = await tabIdOf(page, tabUrlPart);
    return page.evaluate((id) => chrome.runtime.sendMessage({ type: 'report/export', tabId: id }), tabId);
  }) as Promise<ReportJson>;
}

/** Opens the popup's document in a tab of its own, lets `use` work with it and closes it. */
export async function withExtensionPage<T>(session: Session, use: (page: Page) => Promise<T>): Promise<T> {
  const page = await session.browser.newPage();
  try {
    await page.goto(popupUrl(session));
    return await use(page);
  } finally {
    await page.close();
  }
}

/** Opens the popup of the tab whose URL contains `tabUrlPart` in a tab of its own, and waits until it shows something. */
export async function openPopup(session: Session, tabUrlPart: string): Promise<Page> {
  const page = await session.browser.newPage();
  await page.goto(`${popupUrl(session)}?tab=none`);
  await page.goto(`${popupUrl(session)}?tab=${await tabIdOf(page, tabUrlPart)}`);
  await page.waitForSelector('[data-part="counts"], [data-state]');
  return page;
}

/** Asks `extensionPage` for the id of the one tab whose URL contains `tabUrlPart`. */
export async function tabIdOf(extensionPage: Page, tabUrlPart: string): Promise<number> {
  const ids = await extensionPage.evaluate(async (part) => {
    const tabs = await chrome.tabs.query({});
    return tabs.filter((tab) => tab.url?.includes(part)).map((tab) => tab.id);
  }, tabUrlPart);
  const [id] = ids;
  if (ids.length !== 1 || id === undefined) throw new Error(`${ids.length} tabs have "${tabUrlPart}" in their URL`);
  return id;
}

/** How often a background that was started anew under the same target is ended. */
const MOST_ENDS = 5;

/**
 * Ends the background service worker, as the browser does when it is idle. The next event starts a new one. On a busy
 * machine an open panel may have it started before the browser has dropped the target, which then stands for the new one.
 */
export async function killWorker(session: Session): Promise<void> {
  const target = await session.worker();
  const isGone = () => !session.browser.targets().includes(target);
  for (let ends = 1; !isGone(); ends += 1) {
    await (await target.worker())?.close();
    const left = await waitFor(isGone, 'the background service worker to end', 4000).catch((error: Error) => error);
    if (left instanceof Error && ends === MOST_ENDS) throw left;
  }
}

function baseArguments(): string[] {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update'];
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [...quiet, '--disable-sync', '--window-size=1400,1000', ...root];
}

/** A build that starts while this browser runs must not change the extension under its feet. */
async function copyOfExtension(extension: string, profile: string): Promise<string> {
  const copy = join(profile, 'whycors');
  await cp(extension, copy, { recursive: true });
  return copy;
}

/** Third-party cookies are allowed as in most browsers (Debian's Chromium blocks them by default). */
async function writePreferences(profile: string, { theme, headless = true }: LaunchOptions): Promise<void> {
  const folder = join(profile, 'Default');
  await mkdir(folder, { recursive: true });
  const uiTheme = JSON.stringify(theme === 'dark' ? 'dark' : 'default');
  const dockState = '"bottom"';
  const split = JSON.stringify({ horizontal: { size: headless ? 640 : 460 } });
  const preferences = {
    profile: { cookie_controls_mode: 0, block_third_party_cookies: false },
    devtools: {
      preferences: { 'ui-theme': uiTheme, currentDockState: dockState, 'inspector-view.split-view-state': split },
    },
  };
  const file = join(folder, 'Preferences');
  if (!existsSync(file)) await writeFile(file, JSON.stringify(preferences));
}

function popupUrl({ extensionId }: { readonly extensionId: string }): string {
  return `chrome-extension://${extensionId}/src/popup/popup.html`;
}

async function workerOf(browser: Browser, extensionId: string): Promise<Target> {
  const isIt = (t: Target) => t.type() === 'service_worker' && t.url().startsWith(`chrome-extension://${extensionId}/`);
  const running = browser.targets().find(isIt);
  if (running !== undefined) return running;
  await backgroundReady(browser, extensionId);
  return waitFor(() => browser.targets().find(isIt), 'the background service worker to start');
}

/**
 * Waits until the background answers: from then on its listeners are registered. The browser reports an extension as
 * installed before its service worker has run, and what a page sends in between is seen by nobody.
 */
async function backgroundReady(browser: Browser, extensionId: string): Promise<void> {
  const page = await browser.newPage();
  try {
    await page.goto(popupUrl({ extensionId }));
    await waitFor(
      () => page.evaluate(() => chrome.runtime.sendMessage({ type: 'settings/get' }).catch(() => undefined)),
      'the background to answer',
    );
  } finally {
    await page.close();
  }
}
