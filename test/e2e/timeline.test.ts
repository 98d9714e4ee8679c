import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClipboard } from '../support/clipboard.ts';
import { type LabSession, openLab, runScenario, runScenarios } from '../support/lab.ts';
import { openPanel, type PanelFrame } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

const RUN = ['middleware-missing', 'origin-port', 'method-unlisted', 'no-cors', 'allowed-put'];

describe('the timeline in real DevTools', () => {
  let opened: LabSession;
  let panel: PanelFrame;

  beforeAll(async () => {
    opened = await openLab({ theme: 'dark' });
    panel = await openPanel(opened.session, opened.page);
    await runScenarios(opened, RUN);
    await rowsBecome(RUN.length);
  });
  afterAll(() => opened.close());

  const keyboard = () => panel.page().keyboard;
  const names = () =>
    panel.$$eval('[data-trace-id]', (rows) =>
      rows
        .map((row) => ({
          name: row.querySelector('.cell-name')?.textContent ?? '',
          top: (row as HTMLElement).offsetTop,
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ name }) => name),
    );
  const rowsBecome = (count: number) =>
    waitFor(async () => (await panel.$$('[data-trace-id]')).length === count, `${count} rows`);
  const becomes = (selector: string) => panel.waitForSelector(selector);
  /** Opens the menu of a row with the right mouse button, and takes one of its entries. */
  const chooseInMenu = async (action: string, of = '[data-rule="allow-origin-port-mismatch"]') => {
    const row = await panel.waitForSelector(of);
    await row?.click({ button: 'right' });
    await becomes('[role="menu"]');
    await panel.click(`[role="menu"] [data-action="${action}"]`);
  };
  const setFilter = async (text: string) => {
    await panel.click('[data-part="text-filter"]', { count: 3 });
    await keyboard().press('Backspace');
    if (text !== '') await keyboard().type(text);
  };

  it('is sorted by a click on a heading, the other way by the next, and in the order of time by the third', async () => {
    const inTime = await names();
    await panel.click('[data-sort="name"]');
    await becomes('.head-name[aria-sort="ascending"]');
    await panel.click('[data-action="group"]');
    const ascending = [...inTime].sort();
    await waitFor(async () => (await names()).join() === ascending.join(), 'the names in order');
    await panel.click('[data-sort="name"]');
    await becomes('.head-name[aria-sort="descending"]');
    await waitFor(async () => (await names()).join() === ascending.reverse().join(), 'the names in the other order');
    await panel.click('[data-sort="name"]');
    await becomes('.head-name[aria-sort="none"]');
  });

  it('is sorted with the keyboard, left and right between the headings', async () => {
    await panel.focus('[data-sort="status"]');
    await keyboard().press('ArrowRight');
    await keyboard().press('Enter');
    await becomes('.head-method[aria-sort="ascending"]');
    await keyboard().press('Enter');
    await keyboard().press('Enter');
    await becomes('.head-method[aria-sort="none"]');
  });

  it('has a heading with counts for each server, or none', async () => {
    expect(await panel.$$('.server-row')).toHaveLength(0);
    await panel.click('[data-action="group"]');
    await becomes('.server-row');
    const counts = await panel.$$eval('.server-row', (rows) => rows.map((row) => row.textContent));
    expect(counts.some((text) => /\d+ of \d+ requests? blocked/.test(text))).toBe(true);
  });

  it('offers in the filter what occurs, and takes it with the keyboard', async () => {
    await keyboard().press('Escape');
    await panel.focus('[data-trace-id][tabindex="0"]');
    await keyboard().press('/');
    await waitFor(
      () => panel.evaluate(() => document.activeElement?.matches('[data-part="text-filter"]')),
      'the filter box to have the focus',
    );
    await keyboard().type('cau');
    await becomes('[data-completion="cause:"]');
    await keyboard().press('ArrowDown');
    await keyboard().press('Enter');
    await keyboard().type('port-mis');
    await becomes('[data-completion="cause:allow-origin-port-mismatch"]');
    await keyboard().press('ArrowDown');
    await becomes('[role="option"][aria-selected="true"]');
    await keyboard().press('Enter');
    await rowsBecome(1);
    await becomes('[data-rule="allow-origin-port-mismatch"]');
  });

  it('says what it cannot understand in the filter', async () => {
    await setFilter('status:never');
    await becomes('[data-part="text-filter"][aria-invalid="true"]');
    const problem = await waitFor(
      () => panel.$eval('[data-part="filter-problem"]', (element) => element.textContent),
      'the problem to be said',
    );
    expect(problem).toContain('status:never');
    await setFilter('is:preflight -status:200');
    await becomes('[data-part="text-filter"][aria-invalid="false"]');
    await setFilter('');
    await rowsBecome(RUN.length);
  });

  it('shows no row while the filter finds nothing, and all of them where they were when it is empty again', async () => {
    const before = await names();
    await setFilter('nothing-has-this');
    await becomes('[data-state="no-match"]');
    const list = await panel.waitForSelector('.timeline', { hidden: true });
    expect(await list?.isVisible()).toBe(false);
    expect(
      await panel.evaluate(() => document.elementsFromPoint(100, 200).some((one) => one.closest('.timeline'))),
    ).toBe(false);
    await keyboard().press('Escape');
    await panel.waitForSelector('.timeline', { visible: true });
    expect(await names()).toEqual(before);
    expect(await panel.$$('[data-completion]')).toHaveLength(0);
  });

  it('copies a URL from the menu of the right mouse button', async () => {
    await chooseInMenu('copy-row-url');
    const url = `${opened.lab.origins.api}/origin-port/items`;
    await waitFor(async () => (await readClipboard(opened.session)) === url, 'the URL on the clipboard');
    await becomes('[data-part="toast"][data-shown="true"]');
  });

  it('copies the report of one request', async () => {
    await chooseInMenu('copy-row-report');
    const report = await waitFor(async () => {
      const text = await readClipboard(opened.session);
      return text.startsWith('{') && (JSON.parse(text) as { traces: { cause: { rule: string } }[] });
    }, 'the report on the clipboard');
    expect(report.traces.map(({ cause }) => cause.rule)).toEqual(['allow-origin-port-mismatch']);
  });

  it('copies the pair of curl commands of a request that its preflight held back', async () => {
    await chooseInMenu('copy-row-curl', '[data-rule^="method"]');
    const url = `${opened.lab.origins.api}/method-unlisted/items`;
    const commands = await waitFor(async () => {
      const text = await readClipboard(opened.session);
      return text.startsWith('curl ') && text.split('\n\n');
    }, 'the commands on the clipboard');
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      expect(command).toContain(url);
      expect(command).toContain(`Origin: ${opened.lab.origins.page}`);
    }
    expect(commands[0]).toContain('OPTIONS');
  });

  it("takes a server for somebody else's from the menu, and back, and says which it is", async () => {
    const choose = async (checked: boolean) => {
      const row = await panel.waitForSelector('[data-rule="allow-origin-port-mismatch"]');
      await row?.click({ button: 'right' });
      await becomes(`[role="menu"] [data-action="toggle-not-mine"][aria-checked="${checked}"]`);
      await panel.click('[role="menu"] [data-action="toggle-not-mine"]');
      await panel.waitForSelector('[role="menu"]', { hidden: true });
    };
    await panel.click('[data-rule="allow-origin-port-mismatch"]');
    await becomes('[data-part="fix-card"] [data-action="copy-snippet"]');
    await choose(false);
    await panel.waitForSelector('[data-action="copy-fix"]', { hidden: true });
    await becomes('[data-part="fix"] [data-part="detour-calls"]');
    await choose(true);
    await becomes('[data-action="copy-fix"]');
  });

  it('filters from the menu by the server and the cause of a request', async () => {
    await chooseInMenu('filter-like-this');
    await rowsBecome(1);
    const text = await panel.$eval('[data-part="text-filter"]', (input) => (input as HTMLInputElement).value);
    expect(text).toBe(`server:${new URL(opened.lab.origins.api).host} cause:allow-origin-port-mismatch`);
    await setFilter('');
    await rowsBecome(RUN.length);
  });

  it('opens the same menu with Shift+F10, moves in it, and gives the focus back', async () => {
    await panel.click('[data-rule="allow-origin-port-mismatch"]');
    await panel.focus('[data-rule="allow-origin-port-mismatch"]');
    await keyboard().down('Shift');
    await keyboard().press('F10');
    await keyboard().up('Shift');
    await becomes('[role="menu"]');
    await keyboard().press('End');
    await waitFor(
      () => panel.evaluate(() => document.activeElement?.matches('[data-action="toggle-not-mine"]')),
      'the last item to have the focus',
    );
    await keyboard().press('Escape');
    await panel.waitForSelector('[role="menu"]', { hidden: true });
    expect(await panel.evaluate(() => document.activeElement?.hasAttribute('data-trace-id'))).toBe(true);
    await keyboard().press('ContextMenu');
    await becomes('[role="menu"]');
    await keyboard().press('f');
    await keyboard().press('Enter');
    await rowsBecome(1);
    const text = await panel.$eval('[data-part="text-filter"]', (input) => (input as HTMLInputElement).value);
    expect(text).toContain('cause:allow-origin-port-mismatch');
    await setFilter('');
    await rowsBecome(RUN.length);
  });

  it('lists the keys with ?, and Escape closes the list', async () => {
    await panel.focus('[data-trace-id][tabindex="0"]');
    await keyboard().type('?');
    await becomes('[data-part="help"][open]');
    await keyboard().press('Escape');
    await panel.waitForSelector('[data-part="help"]', { hidden: true });
  });

  it('keeps the selection and says so when another request is blocked', async () => {
    await panel.click('[data-rule="allow-origin-port-mismatch"]');
    const selected = () =>
      panel.$eval('[aria-selected="true"][data-trace-id]', (row) => row.getAttribute('data-trace-id'));
    const before = await selected();
    await runScenario(opened.page, 'server-down');
    await rowsBecome(RUN.length + 1);
    await waitFor(
      async () => /blocked/i.test(await panel.$eval('[data-part="announcement"]', (element) => element.textContent)),
      'the announcement of the blocked request',
    );
    expect(await selected()).toBe(before);
  });

  it('shows of a preserved log only what the page asked for since it was loaded', async () => {
    await panel.click('[data-action="preserve-log"]');
    await opened.page.reload();
    await opened.page.waitForFunction(() => 'lab' in window);
    await runScenario(opened.page, 'allowed-put');
    await rowsBecome(RUN.length + 2);
    await panel.click('[data-action="only-this-load"]');
    await rowsBecome(1);
    await panel.click('[data-action="only-this-load"]');
    await rowsBecome(RUN.length + 2);
  });
});
