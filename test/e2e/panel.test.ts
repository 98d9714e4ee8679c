import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClipboard } from '../support/clipboard.ts';
import { type LabSession, openLab, runScenario, runScenarios } from '../support/lab.ts';
import { openPanel, type PanelFrame, selectTrace, snippetText, textOf } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

/** One of each verdict and phase; few enough that every row is in the document. */
const RUN = ['middleware-missing', 'origin-port', 'method-unlisted', 'server-down', 'no-cors', 'allowed-put'];

interface Row {
  readonly verdict: string | null;
  readonly rule: string | null;
}

async function rowsOf(panel: PanelFrame): Promise<Row[]> {
  return panel.$$eval('[data-trace-id]', (rows) =>
    rows.map((row) => ({ verdict: row.getAttribute('data-verdict'), rule: row.getAttribute('data-rule') })),
  );
}

async function rowCountBecomes(panel: PanelFrame, count: number): Promise<void> {
  let rows: readonly Row[] = [];
  await waitFor(
    async () => {
      rows = await rowsOf(panel);
      return rows.length === count;
    },
    () => `${count} rows; last there were ${rows.length}: ${JSON.stringify(rows)}`,
  );
}

/** Waits until the rows are these, in any order. */
async function rowsBecome(panel: PanelFrame, expected: readonly Row[]): Promise<void> {
  const asText = (rows: readonly Row[]) => JSON.stringify(rows.map(({ verdict, rule }) => [verdict, rule]).sort());
  let rows: readonly Row[] = [];
  await waitFor(
    async () => {
      rows = await rowsOf(panel);
      return asText(rows) === asText(expected);
    },
    () => `${asText(expected)}; last the rows were ${asText(rows)}`,
  );
}

describe('the panel in real DevTools', () => {
  let opened: LabSession;
  let panel: PanelFrame;

  beforeAll(async () => {
    opened = await openLab({ theme: 'light' });
    panel = await openPanel(opened.session, opened.page);
  });
  afterAll(() => opened.close());

  async function runAgain(): Promise<void> {
    await runScenarios(opened, RUN);
  }

  it('says that there is nothing to show before the page has asked for anything', async () => {
    await panel.waitForSelector('[data-state="no-requests"], [data-state="no-cross-origin"]');
  });

  it('shows one row a request, with the verdicts and causes that the lab declares', async () => {
    await runAgain();
    const declared = opened.lab.scenarios
      .filter(({ id }) => RUN.includes(id))
      .map(({ expect: { verdict, rule } }) => ({ verdict, rule: rule ?? '' }));
    await rowsBecome(panel, declared);
  });

  it('answers first, then tells the story: headline, explanation and checks', async () => {
    await selectTrace(panel, '/origin-port/items');
    expect(await textOf(panel, 'headline')).toMatch(/port/);
    expect(await textOf(panel, 'explanation')).toContain('http://localhost:1');
    expect(await textOf(panel, 'checks')).not.toBe('');
    expect(await textOf(panel, 'diff')).toContain(opened.lab.origins.page);
  });

  it.each(['django', 'flask', 'express'] as const)('copies the %s snippet exactly as it is shown', async (stack) => {
    await selectTrace(panel, '/origin-port/items');
    const shown = await snippetText(panel, stack);
    expect(shown).toContain(opened.lab.origins.page);
    await panel.click('[data-action="copy-snippet"]');
    await waitFor(async () => (await readClipboard(opened.session)) === shown, 'the snippet on the clipboard');
    await panel.click('[data-action="copy-install"]');
    const install = await textOf(panel, 'install');
    await waitFor(async () => (await readClipboard(opened.session)) === install, 'the install line on the clipboard');
  });

  it('copies a curl command that can be run as it is', async () => {
    await selectTrace(panel, '/origin-port/items');
    await (await panel.waitForSelector('[data-action="copy-curl"]'))?.evaluate((button) => {
      (button as HTMLElement).click();
    });
    const url = `${opened.lab.origins.api}/origin-port/items`;
    const copied = await waitFor(async () => {
      const text = await readClipboard(opened.session);
      return text.startsWith('curl ') && text;
    }, 'the curl command on the clipboard');
    expect(copied).toContain(url);
    expect(copied).toContain(`Origin: ${opened.lab.origins.page}`);
  });

  it('filters by verdict', async () => {
    for (const verdict of ['blocked', 'allowed', 'opaque'] as const) {
      await panel.click(`[data-filter="${verdict}"]`);
      const expected = opened.lab.scenarios.filter(({ id, expect: e }) => RUN.includes(id) && e.verdict === verdict);
      await rowsBecome(
        panel,
        expected.map(({ expect: { rule } }) => ({ verdict, rule: rule ?? '' })),
      );
    }
    await panel.click('[data-filter="all"]');
    await rowCountBecomes(panel, RUN.length);
  });

  it('filters by text', async () => {
    await panel.type('[data-part="text-filter"]', 'origin-port');
    await rowCountBecomes(panel, 1);
    await panel.$eval('[data-part="text-filter"]', (input) => {
      (input as HTMLInputElement).value = '';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await rowCountBecomes(panel, RUN.length);
  });

  it('is operated with the keyboard: arrows choose, Enter goes to the detail, Escape comes back', async () => {
    const devtools = panel.page();
    await opened.page.bringToFront();
    const focusIs = (selector: string) =>
      waitFor(
        () => panel.evaluate((wanted) => document.activeElement?.closest(wanted) !== null, selector),
        `the focus to be in ${selector}`,
      );
    const selected = () =>
      panel.$eval('[data-trace-id][aria-selected="true"]', (row) => row.getAttribute('data-trace-id'));
    const ids = await panel.$$eval('[data-trace-id]', (rows) => rows.map((row) => row.getAttribute('data-trace-id')));
    await panel.focus('[data-trace-id]');
    await devtools.keyboard.press('Home');
    await focusIs('.server-row');
    await devtools.keyboard.press('ArrowDown');
    await waitFor(async () => (await selected()) === ids[0], 'the first row to be selected');
    await devtools.keyboard.press('ArrowDown');
    await waitFor(async () => (await selected()) === ids[1], 'the second row to be selected');
    await devtools.keyboard.press('Enter');
    await focusIs('[data-part="detail"]');
    await devtools.keyboard.press('Escape');
    await focusIs('[data-trace-id]');
  });

  it('exports the report as a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'whycors-download-'));
    const client = await opened.session.browser.target().createCDPSession();
    await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
    await panel.click('[data-action="export"]');
    await (await panel.waitForSelector('[role="menu"] [data-action="export-json"]'))?.click();
    const name = await waitFor(async () => (await readdir(folder)).find((file) => file.endsWith('.json')), 'the file');
    const report = JSON.parse(await readFile(join(folder, name), 'utf8'));
    await rm(folder, { recursive: true, force: true });
    expect(report.traces).toHaveLength(RUN.length);
  });

  it('starts over with the next page', async () => {
    await opened.page.reload();
    await rowCountBecomes(panel, 0);
  });

  it('keeps the earlier rows over a navigation when asked to', async () => {
    await panel.click('[data-action="preserve-log"]');
    await runAgain();
    await rowCountBecomes(panel, RUN.length);
    await opened.page.reload();
    await opened.page.waitForFunction(() => 'lab' in window);
    await runScenario(opened.page, 'allowed-get');
    await rowCountBecomes(panel, RUN.length + 1);
  });

  it('clears', async () => {
    await panel.click('[data-action="clear"]');
    await rowCountBecomes(panel, 0);
    await runScenario(opened.page, 'allowed-get');
    await rowCountBecomes(panel, 1);
  });
});

describe.each(['light', 'dark'] as const)('the panel in %s DevTools', (theme) => {
  it('follows the theme', async () => {
    const opened = await openLab({ theme });
    try {
      const panel = await openPanel(opened.session, opened.page);
      await panel.waitForSelector(`html[data-theme="${theme}"]`);
      const background = await panel.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [red = 0] = (background.match(/\d+/g) ?? []).map(Number);
      expect(theme === 'dark' ? red < 100 : red > 180, background).toBe(true);
    } finally {
      await opened.close();
    }
  });
});
