import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityProblems } from '../support/axe.ts';
import { openPopup } from '../support/browser.ts';
import { type LabSession, openLab, runScenarios } from '../support/lab.ts';
import { openPanel, type PanelFrame, selectTrace } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

const RUN = ['middleware-refused-preflight', 'origin-port', 'error-500', 'no-cors', 'allowed-put'];

describe.each(['light', 'dark'] as const)('in the %s theme axe finds nothing wrong', (theme) => {
  let opened: LabSession;
  let panel: PanelFrame;
  let popup: Page;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'whycors-axe-'));
    opened = await openLab({ theme });
    panel = await openPanel(opened.session, opened.page);
    await panel.waitForSelector(`html[data-theme="${theme}"]`);
  });
  afterAll(async () => {
    await opened.close();
    await rm(folder, { recursive: true, force: true });
  });

  const isFine = async (document: PanelFrame | Page) => expect(await accessibilityProblems(document)).toEqual([]);

  it('with the empty panel', async () => {
    await panel.waitForSelector('[data-state="no-requests"], [data-state="no-cross-origin"]');
    await isFine(panel);
  });

  it('with the example in it', async () => {
    await panel.click('[data-action="show-example"]');
    await panel.waitForSelector('[data-part="import-banner"]');
    await panel.waitForSelector('[data-part="detail"] [data-part="headline"]');
    await isFine(panel);
    await panel.click('[data-action="back-to-live"]');
    await panel.waitForSelector('[data-part="import-banner"]', { hidden: true });
  });

  it('with a list and the detail of a blocked request with its fix', async () => {
    await runScenarios(opened, RUN);
    await waitFor(async () => (await panel.$$('[data-trace-id]')).length >= RUN.length, 'all rows');
    await selectTrace(panel, '/origin-port/');
    await panel.waitForSelector('[data-part="snippet"]');
    await isFine(panel);
  });

  it.each(['/error-500/', '/allowed-put/', '/no-cors/'])('with the detail of %s', async (part) => {
    await selectTrace(panel, part);
    await isFine(panel);
  });

  it('with the menu for exporting', async () => {
    await panel.click('[data-action="export"]');
    await panel.waitForSelector('[role="menu"]');
    await isFine(panel);
    await panel.page().keyboard.press('Escape');
    await panel.waitForSelector('[role="menu"]', { hidden: true });
  });

  it('with the settings', async () => {
    await panel.click('[data-action="settings"]');
    await panel.waitForSelector('[data-part="settings"][open]');
    await isFine(panel);
    await panel.click('[data-action="close-settings"]');
    await panel.waitForSelector('[data-part="settings"]', { hidden: true });
  });

  it('with the list of keys', async () => {
    await panel.click('[data-action="help"]');
    await panel.waitForSelector('[data-part="help"][open]');
    await isFine(panel);
    await panel.click('[data-action="close-help"]');
    await panel.waitForSelector('[data-part="help"]', { hidden: true });
  });

  it('with a file that could not be opened', async () => {
    const path = join(folder, 'broken.har');
    await writeFile(path, '{"log": ');
    const input = await panel.$('input[data-part="import-file"]');
    await (input as Awaited<ReturnType<typeof panel.$<'input'>>>)?.uploadFile(path);
    await panel.waitForSelector('[data-part="import-problem"]');
    await isFine(panel);
  });

  it('with the popup, recording and paused', async () => {
    popup = await openPopup(opened.session, opened.lab.pageUrl);
    await popup.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    await popup.waitForSelector(`html[data-theme="${theme}"]`);
    await popup.waitForSelector('[data-action="copy-fix"]');
    await isFine(popup);
    await popup.click('[data-action="pause"]');
    await popup.waitForSelector('[data-recording="paused"]');
    await isFine(popup);
    await opened.page.bringToFront();
    await panel.waitForSelector('[data-state="paused"]');
    await isFine(panel);
  });
});
