import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killWorker, openPopup, type Session } from '../support/browser.ts';
import { type LabSession, openLab, runScenario, settledReport } from '../support/lab.ts';
import { openPanel, type PanelFrame } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

/** Whether the background has its listeners for requests. */
async function listens(session: Session): Promise<boolean> {
  const worker = await (await session.worker()).worker();
  if (!worker) throw new Error('the background has no worker');
  return worker.evaluate(() =>
    (
      chrome as unknown as { webRequest: { onBeforeRequest: { hasListeners(): boolean } } }
    ).webRequest.onBeforeRequest.hasListeners(),
  );
}

/** Runs in the panel: whether something that is kept beyond the session contains `word`. */
async function isStored(word: string): Promise<boolean> {
  const { storage } = chrome as unknown as { storage: { local: { get(keys: null): Promise<unknown> } } };
  return JSON.stringify(await storage.local.get(null)).includes(word);
}

describe('the settings in real DevTools', () => {
  let opened: LabSession;
  let panel: PanelFrame;
  let popup: Page;

  beforeAll(async () => {
    opened = await openLab();
    panel = await openPanel(opened.session, opened.page);
    popup = await openPopup(opened.session, opened.lab.pageUrl);
  });
  afterAll(() => opened.close());

  const rowsBecome = (count: number) =>
    waitFor(async () => (await panel.$$('[data-trace-id]')).length === count, `${count} rows`);
  const listeningBecomes = (expected: boolean) =>
    waitFor(async () => (await listens(opened.session)) === expected, `listening to be ${expected}`);
  const openSettings = async () => {
    // A page in the background is never painted, so nothing in it can be clicked.
    await opened.page.bringToFront();
    await panel.click('[data-action="settings"]');
    await panel.waitForSelector('[data-part="settings"][open]');
  };
  const closeSettings = async () => {
    await panel.page().keyboard.press('Escape');
    await panel.waitForSelector('[data-part="settings"]', { hidden: true });
  };

  it('pause removes the listeners, also from a new background, and its end adds them again', async () => {
    await openSettings();
    await panel.click('[data-setting="paused"]');
    await closeSettings();
    await panel.waitForSelector('[data-state="paused"]');
    await listeningBecomes(false);
    await popup.waitForSelector('[data-action="pause"][aria-checked="false"]');
    await popup.reload();
    await popup.waitForSelector('[data-action="pause"][aria-checked="true"]');
    await runScenario(opened.page, 'origin-port');
    await killWorker(opened.session);
    await listeningBecomes(false);
    await popup.waitForSelector('[data-state="paused"]');
    await popup.bringToFront();
    await popup.click('[data-action="resume"]');
    await listeningBecomes(true);
    await opened.page.bringToFront();
    await panel.waitForSelector('[data-state="paused"]', { hidden: true });
    await runScenario(opened.page, 'method-unlisted');
    await settledReport(opened, ['method-unlisted']);
    await rowsBecome(1);
    await panel.waitForSelector('[data-trace-id][data-verdict="blocked"]');
  });

  it('records only tabs with DevTools open when that is chosen, also after a restart', async () => {
    await popup.select('[data-setting="watch"]', 'devtools-tabs');
    const other = await opened.session.browser.newPage();
    await other.goto(`${opened.lab.pageUrl}?other`);
    await other.waitForFunction(() => 'lab' in window);
    await runScenario(other, 'origin-port');
    const otherPopup = await openPopup(opened.session, '?other');
    await otherPopup.waitForSelector('[data-state="needs-devtools"]');
    await opened.page.bringToFront();
    await runScenario(opened.page, 'origin-port');
    await rowsBecome(2);
    await killWorker(opened.session);
    await runScenario(opened.page, 'error-500');
    await rowsBecome(3);
    expect(await listens(opened.session)).toBe(true);
    await otherPopup.bringToFront();
    await otherPopup.click('[data-action="watch-all"]');
    await otherPopup.waitForSelector('[data-state="needs-devtools"]', { hidden: true });
    await runScenario(other, 'origin-port');
    await otherPopup.waitForSelector('[data-count="blocked"]');
    await otherPopup.close();
    await other.close();
  });

  it('ignores a server from the menu of a request, and records it again', async () => {
    await opened.page.bringToFront();
    const row = await panel.waitForSelector('[data-trace-id]');
    await row?.click({ button: 'right' });
    await (await panel.waitForSelector('[role="menu"] [data-action="ignore-server"]'))?.click();
    await rowsBecome(0);
    await runScenario(opened.page, 'origin-port');
    await openSettings();
    await panel.waitForSelector(`[data-part="settings"] [data-server="${opened.lab.origins.api}"]`);
    await panel.click('[data-action="record-server"]');
    await panel.waitForSelector('[data-part="settings"] [data-server]', { hidden: true });
    await panel.type('[data-setting="ignored-server"]', 'nonsense');
    await panel.page().keyboard.press('Enter');
    await waitFor(
      async () => (await panel.$eval('[data-part="ignored-problem"]', (element) => element.textContent)) !== '',
      'the problem to be said',
    );
    await closeSettings();
    await runScenario(opened.page, 'origin-port');
    await rowsBecome(1);
  });

  it('keeps log size and default stack, also over a restart of the background', async () => {
    await openSettings();
    await panel.select('[data-setting="log-size"]', '2');
    await panel.select('[data-setting="default-stack"]', 'flask');
    await closeSettings();
    // A message that is still on its way would start the background anew while it ends.
    await waitFor(() => panel.evaluate(isStored, 'flask'), 'the settings to be stored');
    await killWorker(opened.session);
    await openSettings();
    await waitFor(
      () =>
        panel.evaluate(() => {
          const value = (name: string) =>
            document.querySelector<HTMLSelectElement>(`[data-setting="${name}"]`)?.value ?? '';
          return value('log-size') === '2' && value('default-stack') === 'flask';
        }),
      'the settings as they were set',
    );
    await closeSettings();
  });
});
