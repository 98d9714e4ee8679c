import { browser } from './browser.ts';

/** The address of a tab's page, undefined when the tab is gone or the browser keeps its address to itself. */
export async function tabUrl(tabId: number): Promise<string | undefined> {
  try {
    return (await browser.tabs.get(tabId)).url;
  } catch {
    return undefined;
  }
}

/** The tab that the user looks at, undefined when there is none. */
export async function currentTabId(): Promise<number | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
}

export function onTabRemoved(removed: (tabId: number) => void): void {
  browser.tabs.onRemoved.addListener(removed);
}

export async function reloadTab(tabId: number): Promise<void> {
  await browser.tabs.reload(tabId);
}
