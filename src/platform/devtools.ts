import { browser } from './browser.ts';

/** Adds a tab to DevTools. Its page is loaded when the user first opens it. */
export async function addPanel(title: string, icon: string, page: string): Promise<void> {
  await browser.devtools.panels.create(title, icon, page);
}

/** The tab that these DevTools inspect. */
export function inspectedTabId(): number {
  return browser.devtools.inspectedWindow.tabId;
}

/** `injectedScript` runs in the page's frames before their own scripts, for this one load. */
export async function reloadInspected(injectedScript?: string): Promise<void> {
  await browser.devtools.inspectedWindow.reload(injectedScript === undefined ? {} : { injectedScript });
}

/** Chromium only. */
interface ResourceApi {
  getResources?(listener: (resources: readonly { readonly url: string; readonly type?: string }[]) => void): void;
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

async function evaluateInFrame(expression: string, frameURL: string | undefined): Promise<unknown> {
  try {
    const options = frameURL === undefined ? {} : { frameURL };
    const [result] = await browser.devtools.inspectedWindow.eval(expression, options);
    return result;
  } catch {
    return undefined;
  }
}

async function frameUrls(): Promise<readonly string[]> {
  const { getResources } = browser.devtools.inspectedWindow as unknown as ResourceApi;
  if (typeof getResources !== 'function') return [];
  const resources = await new Promise<Parameters<Parameters<typeof getResources>[0]>[0]>((resolve) =>
    getResources(resolve),
  );
  const documents = resources.filter(({ type, url }) => type === 'document' && /^https?:/.test(url));
  return [...new Set(documents.map(({ url }) => url))].slice(0, MOST_FRAMES);
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
