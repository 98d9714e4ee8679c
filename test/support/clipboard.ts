import { type Session, withExtensionPage } from './browser.ts';

/** What is on the browser's clipboard, read by pasting it into a page of its own. */
export async function readClipboard(session: Session): Promise<string> {
  return withExtensionPage(session, async (page) => {
    await page.evaluate(() => {
      document.body.replaceChildren(document.createElement('textarea'));
      document.querySelector('textarea')?.focus();
    });
    await page.bringToFront();
    const client = await page.createCDPSession();
    await client.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'v', commands: ['paste'] });
    return page.$eval('textarea', (area) => area.value);
  });
}

/** Puts a text on the browser's clipboard, from a page of its own: what is there later and differs was copied since. */
export async function writeClipboard(session: Session, text: string): Promise<void> {
  await withExtensionPage(session, async (page) => {
    await page.evaluate((copied) => {
      document.body.replaceChildren(document.createElement('textarea'));
      const area = document.querySelector('textarea');
      if (!area) return;
      area.value = copied;
      area.select();
    }, text);
    await page.bringToFront();
    const client = await page.createCDPSession();
    await client.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'c', commands: ['copy'] });
  });
}
