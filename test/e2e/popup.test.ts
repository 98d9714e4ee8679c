import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killWorker, openPopup } from '../support/browser.ts';
import { readClipboard } from '../support/clipboard.ts';
import { type LabSession, openLab, runScenario, settledReport } from '../support/lab.ts';
import { waitFor } from '../support/wait-for.ts';

const BLOCKED = ['middleware-missing', 'origin-port', 'method-unlisted'];
const ALLOWED = ['allowed-get'];

describe('the popup', () => {
  let opened: LabSession;
  let popup: Page;

  beforeAll(async () => {
    opened = await openLab();
    popup = await openPopup(opened.session, opened.lab.pageUrl);
  });
  afterAll(() => opened.close());

  async function countOf(verdict: string): Promise<number> {
    const counted = await popup.$(`[data-count="${verdict}"] b`);
    return Number((await counted?.evaluate((element) => element.textContent)) ?? 0);
  }

  it('says that there is nothing yet', async () => {
    await popup.waitForSelector('[data-state="no-requests"], [data-state="no-cross-origin"]');
  });

  it('counts the requests of its tab while it is open', async () => {
    for (const id of [...BLOCKED, ...ALLOWED]) await runScenario(opened.page, id);
    await settledReport(opened, [...BLOCKED, ...ALLOWED]);
    await waitFor(async () => (await countOf('blocked')) === BLOCKED.length, `${BLOCKED.length} blocked`);
    expect(await countOf('allowed')).toBe(ALLOWED.length);
  });

  it('shows the server with its cause, and copies the snippet that fixes it', async () => {
    const card = await popup.waitForSelector(`[data-server="${opened.lab.origins.api}"]`);
    expect(await card?.$eval('[data-part="headline"]', (element) => element.textContent)).not.toBe('');
    await popup.bringToFront();
    await (await card?.waitForSelector('[data-action="copy-fix"]'))?.click();
    await waitFor(
      async () => (await readClipboard(opened.session)).includes(opened.lab.origins.page),
      'the copied fix',
    );
  });

  it('has the same content after the background was started anew', async () => {
    await killWorker(opened.session);
    const again = await openPopup(opened.session, opened.lab.pageUrl);
    await again.waitForSelector('[data-count="blocked"]');
    const text = (page: Page) => page.$eval('#app', (app) => app.textContent);
    await waitFor(async () => (await text(again)) === (await text(popup)), 'both popups to show the same');
  });

  it.each(['light', 'dark'] as const)('has readable text on a %s system', async (theme) => {
    await popup.bringToFront();
    await popup.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    await popup.waitForSelector(`html[data-theme="${theme}"]`);
    const background = await popup.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [red = 0] = (background.match(/\d+/g) ?? []).map(Number);
    expect(theme === 'dark' ? red < 100 : red > 180, background).toBe(true);
  });
});
