// Chromium's DevTools answer through callbacks: promises are what the polyfill adds, and only here they are needed.
import browser from 'webextension-polyfill';

/** Adds a tab to DevTools. Its page is loaded when the user first opens it. */
export async function addPanel(title: string, icon: string, page: string): Promise<void> {
  await browser.devtools.panels.create(title, icon, page);
}
