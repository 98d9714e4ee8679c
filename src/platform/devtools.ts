import { browser } from './browser.ts';

/** Adds a tab to DevTools. Its page is loaded when the user first opens it. */
export async function addPanel(title: string, icon: string, page: string): Promise<void> {
  await browser.devtools.panels.create(title, icon, page);
}

/** The tab that these DevTools inspect. */
export function inspectedTabId(): number {
  return browser.devtools.inspectedWindow.tabId;
}

export async function reloadInspected(): Promise<void> {
  await browser.devtools.inspectedWindow.reload({});
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
