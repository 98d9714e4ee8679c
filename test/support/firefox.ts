import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFirefox } from '../../scripts/firefox.mjs';
import type { ReportJson } from '../../src/analyzer/report-json.ts';
import type { TracesReply } from '../../src/protocol/messages.ts';
import { type Preferences, startFirefox } from './firefox-process.ts';
import { connectMarionette, type Marionette } from './marionette.ts';
import { waitFor } from './wait-for.ts';

const EXTENSION = fileURLToPath(new URL('../../dist/firefox', import.meta.url));

/** A running headless Firefox that has the built extension in it. */
export interface FirefoxSession {
  /** Opens a page in the one tab that requests are made from. */
  open(url: string): Promise<void>;
  /** Runs the body of a function in that page; what its promise resolves to comes back as JSON. */
  inPage<T>(body: string, ...args: readonly unknown[]): Promise<T>;
  /** Runs the body of a function in the browser's own window. */
  inBrowser<T>(body: string, ...args: readonly unknown[]): Promise<T>;
  /** Runs the body of a function in a page of the extension, where `browser` is the extension API. */
  inExtension<T>(body: string, ...args: readonly unknown[]): Promise<T>;
  /** Shows another document in the tab of the extension's page: a path within the extension, or a whole address. */
  openInExtension(url: string): Promise<void>;
  /** Waits for an element of that page, brings its tab to the front and clicks with the mouse. The tab stays in front. */
  clickInExtension(selector: string): Promise<void>;
  /** Brings the tab that requests are made from back to the front, which has to be there for it to be used. */
  bringPageToFront(): Promise<void>;
  /** The browser's number for the tab that requests are made from, while the extension may see its address. */
  tabId(): Promise<number>;
  /** The public report of the tab, asked for the way every page of the extension does. */
  exportReport(): Promise<ReportJson>;
  /** The tab's traces as the panel gets them. */
  traces(): Promise<TracesReply>;
  clearTraces(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the Firefox of this machine, installs the extension in it and opens a page of the extension beside the tab.
 * `extension`: a folder or a package. `program`: another Firefox.
 */
export async function launchFirefoxWithExtension(
  preferences: Preferences = {},
  extension = EXTENSION,
  program = findFirefox(),
): Promise<FirefoxSession> {
  if (!existsSync(extension.endsWith('.zip') ? extension : join(extension, 'manifest.json')))
    throw new Error(`${extension} is missing: run "npm run build" first`);
  if (program === undefined) throw new Error('no Firefox found: set FIREFOX_PATH or install Firefox');
  const firefox = await startFirefox(program, preferences);
  try {
    const marionette = await connectMarionette(firefox.port);
    const extensionUrl = await install(marionette, firefox.profile, extension);
    const windows = await openExtensionPage(marionette, `${extensionUrl}src/popup/popup.html?tab=none`);
    const session = sessionOf(marionette, { ...windows, extensionUrl }, firefox.close);
    await waitFor(() => session.inExtension(SETTINGS), 'the background to answer');
    return session;
  } catch (error) {
    await firefox.close();
    throw error;
  }
}

/** Installs a copy, so that a build that starts meanwhile changes nothing under its feet. Returns the base of its URLs. */
async function install(marionette: Marionette, profile: string, extension: string): Promise<string> {
  const copy = join(profile, `whycors${extname(extension)}`);
  await cp(extension, copy, { recursive: true });
  const { value: id } = (await marionette.send('Addon:Install', { path: copy, temporary: true })) as { value: string };
  return marionette.execute('chrome', 'return WebExtensionPolicy.getByID(arguments[0]).getURL("")', [id]);
}

interface Windows {
  readonly page: string;
  readonly extension: string;
}

interface Known extends Windows {
  /** Base of the extension's addresses, with a slash at the end. */
  readonly extensionUrl: string;
}

async function openExtensionPage(marionette: Marionette, url: string): Promise<Windows> {
  const { value: page } = (await marionette.send('WebDriver:GetWindowHandle')) as { value: string };
  const { handle: extension } = (await marionette.send('WebDriver:NewWindow', { type: 'tab', focus: false })) as {
    handle: string;
  };
  await marionette.send('WebDriver:SwitchToWindow', { handle: extension, focus: false });
  await marionette.navigate(url);
  return { page, extension };
}

function sessionOf(marionette: Marionette, windows: Known, close: () => Promise<void>): FirefoxSession {
  const inWindow = windowSwitch(marionette, windows.extension);
  const inExtension = <T>(body: string, ...args: readonly unknown[]) =>
    inWindow<T>(windows.extension, `const browser = window.wrappedJSObject.browser; ${body}`, args);
  const tabId = () => inExtension<number>(TAB_ID);
  const ask = async <T>(type: string, more: Record<string, unknown> = {}) =>
    inExtension<T>('return browser.runtime.sendMessage(arguments[0]);', { type, tabId: await tabId(), ...more });
  const session: FirefoxSession = {
    open: async (url) => {
      await inWindow(windows.page, '', []);
      await marionette.navigate(url);
    },
    inPage: (body, ...args) => inWindow(windows.page, body, args),
    inBrowser: (body, ...args) => marionette.execute('chrome', body, args),
    inExtension,
    openInExtension: async (url) => {
      await inWindow(windows.extension, '', []);
      await marionette.navigate(new URL(url, windows.extensionUrl).href);
    },
    clickInExtension: async (selector) => {
      await inWindow(windows.extension, '', []);
      await session.inBrowser('gBrowser.selectedTab = gBrowser.tabs[1];');
      await inWindow(windows.extension, '', []);
      await waitFor(() => clickElement(marionette, selector), `${selector} to click`);
    },
    bringPageToFront: () => session.inBrowser('gBrowser.selectedTab = gBrowser.tabs[0];'),
    tabId,
    exportReport: () => ask('report/export'),
    traces: () => ask('traces/list', { since: 0 }),
    clearTraces: async () => {
      await ask('traces/clear');
    },
    close: async () => {
      marionette.disconnect();
      await close();
    },
  };
  return session;
}

/** Runs scripts in the window that is asked for, and switches to it only when it is another one. */
function windowSwitch(marionette: Marionette, first: string) {
  let current = first;
  return async <T>(handle: string, body: string, args: readonly unknown[]): Promise<T> => {
    if (handle !== current) await marionette.send('WebDriver:SwitchToWindow', { handle, focus: false });
    current = handle;
    return marionette.execute<T>('content', body, args);
  };
}

async function clickElement(marionette: Marionette, selector: string): Promise<true> {
  const reply = await marionette.send('WebDriver:FindElement', { using: 'css selector', value: selector });
  const [id] = Object.values((reply as { value: Record<string, string> }).value);
  await marionette.send('WebDriver:ElementClick', { id });
  return true;
}

/** Is answered once the background has run: until then nobody listens to what a page sends. */
const SETTINGS = `return browser.runtime.sendMessage({ type: 'settings/get' });`;

/** Extension pages may see which tab is which: the one that is not theirs is the one that requests are made from. */
const TAB_ID = `
  return browser.tabs.query({}).then((tabs) => tabs.find(({ url }) => !url?.startsWith(location.origin)).id);`;
