import type { Page } from 'puppeteer';
import { type Session, withExtensionPage } from './browser.ts';
import { waitFor } from './wait-for.ts';

/** What is on the browser's clipboard, read by pasting it into a page of its own. */
export async function readClipboard(session: Session): Promise<string> {
  return withExtensionPage(session, pastedInto);
}

/**
 * Puts a text on the browser's clipboard, from a page of its own, and waits until it is there: what is there later and
 * differs was copied since.
 */
export async function writeClipboard(session: Session, text: string): Promise<void> {
  await withExtensionPage(session, async (page) => {
    await focusTextOf(page, text);
    await press(page, 'c', 'copy');
    // What a page copies right before it is closed may get lost.
    await waitFor(async () => (await pastedInto(page)) === text, 'the clipboard to be written');
  });
}

async function pastedInto(page: Page): Promise<string> {
  await focusTextOf(page, '');
  await press(page, 'v', 'paste');
  return page.$eval('textarea', (area) => area.value);
}

/** The page has this text and nothing else, all of it selected. */
async function focusTextOf(page: Page, text: string): Promise<void> {
  await page.bringToFront();
  await page.evaluate((value) => {
    const area = document.createElement('textarea');
    document.body.replaceChildren(area);
    area.value = value;
    area.focus();
    area.select();
  }, text);
}

async function press(page: Page, key: string, command: 'copy' | 'paste'): Promise<void> {
  const client = await page.createCDPSession();
  await client.send('Input.dispatchKeyEvent', { type: 'keyDown', key, commands: [command] });
  await client.detach();
}
