import { browser } from './browser.ts';

/** The tab that these DevTools inspect. */
export function inspectedTabId(): number {
  return browser.devtools.inspectedWindow.tabId;
}

/** `injectedScript` runs before the page's own scripts, for this one load; in Chromium in the main frame only. */
export async function reloadInspected(injectedScript?: string): Promise<void> {
  await browser.devtools.inspectedWindow.reload(injectedScript === undefined ? {} : { injectedScript });
}

/**
 * The part of the API that answers through callbacks in both browsers. Whether it also gives promises depends on the
 * browser, its version, and which of the two names of the API one asks by.
 */
interface InspectedWindow {
  eval(expression: string, options: { readonly frameURL?: string }, callback: (result: unknown) => void): void;
  /** Chromium only. */
  getResources?(callback: (resources: readonly { readonly url: string; readonly type?: string }[]) => void): void;
}

function inspectedWindow(): InspectedWindow {
  const { chrome } = globalThis as { chrome?: { devtools?: { inspectedWindow: unknown } } };
  return (chrome?.devtools?.inspectedWindow ?? browser.devtools.inspectedWindow) as InspectedWindow;
}

/** More frames than a page has that anybody wants to understand. */
const MOST_FRAMES = 20;

/**
 * Evaluates an expression in the inspected page: in its main frame and, where the browser can address them, in the frames
 * of other origins. What comes back is whatever the page makes of it; frames that fail are left out.
 */
export async function evaluateInPage(expression: string): Promise<readonly unknown[]> {
  const frames = [undefined, ...(await frameUrls())];
  const results = await Promise.all(frames.map((frameURL) => evaluateInFrame(expression, frameURL)));
  return results.filter((result) => result !== undefined);
}

/** Undefined when the frame is gone, may not be entered, or throws. */
function evaluateInFrame(expression: string, frameURL: string | undefined): Promise<unknown> {
  return new Promise((resolve) => {
    try {
      inspectedWindow().eval(expression, frameURL === undefined ? {} : { frameURL }, resolve);
    } catch {
      resolve(undefined);
    }
  });
}

async function frameUrls(): Promise<readonly string[]> {
  const inspected = inspectedWindow();
  if (inspected.getResources === undefined) return [];
  const resources = await new Promise<readonly { readonly url: string; readonly type?: string }[]>((resolve) =>
    inspected.getResources?.(resolve),
  );
  const documents = resources.filter(({ type, url }) => type === 'document' && /^https?:/.test(url));
  return [...new Set(documents.map(({ url }) => url))].slice(0, MOST_FRAMES);
}

/** The network log and the way to the Sources panel; Chromium has both, Firefox's log does not tell who asked. */
interface ChromiumDevTools {
  readonly network: {
    getHAR(callback: (log: { readonly entries?: readonly unknown[] }) => void): void;
    readonly onRequestFinished: { addListener(listener: (entry: unknown) => void): void };
  };
  readonly panels: { openResource?(url: string, line: number, column: number, callback: () => void): void };
}

/**
 * Who asked for what, as the network log of DevTools has it, and how to show a place in a script. Undefined in browsers
 * whose log does not tell. Entries are whatever the browser makes of them and bear secrets: they are for the memory only.
 */
export function networkSources() {
  const { chrome } = globalThis as { chrome?: { devtools?: ChromiumDevTools } };
  const { network, panels } = chrome?.devtools ?? {};
  if (!network || panels?.openResource === undefined) return undefined;
  return {
    watch(seen: (entry: unknown) => void): void {
      network.onRequestFinished.addListener(seen);
      network.getHAR(({ entries }) => entries?.forEach(seen));
    },
    open(url: string, line: number, column: number): void {
      panels.openResource?.(url, line, column, () => undefined);
    },
  };
}

/** What only one of the browsers has. */
interface ThemeApi {
  readonly themeName?: string;
  readonly onThemeChanged?: { addListener(listener: (name: string) => void): void };
  setThemeChangeHandler?(listener: (name: string) => void): void;
}

/** Calls `apply` with the theme of DevTools, now and on every change. It may differ from the system's. */
export function followTheme(apply: (theme: 'light' | 'dark') => void): void {
  const panels = browser.devtools.panels as unknown as ThemeApi;
  const applyName = (name: string | undefined) => apply(name === 'dark' ? 'dark' : 'light');
  applyName(panels.themeName);
  if (panels.onThemeChanged) panels.onThemeChanged.addListener(applyName);
  else panels.setThemeChangeHandler?.(applyName);
}
