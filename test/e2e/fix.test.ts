import type { KeyInput } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STACKS } from '../../src/analyzer/fixes/stacks/index.ts';
import { readClipboard } from '../support/clipboard.ts';
import { type LabSession, openLab, runScenarios } from '../support/lab.ts';
import { choose, openPanel, type PanelFrame, selectTrace, snippetText, textOf } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

/** The middleware of a server that shows itself to be Express never ran; another one ran and refused. */
const RUN = ['middleware-missing', 'middleware-refused'];

describe('the fix in real DevTools', () => {
  let opened: LabSession;
  let panel: PanelFrame;

  beforeAll(async () => {
    opened = await openLab({ theme: 'light' });
    panel = await openPanel(opened.session, opened.page);
    await runScenarios(opened, RUN);
    await selectTrace(panel, '/middleware-refused/');
    await panel.waitForSelector('[data-part="fix-card"]');
  });
  afterAll(() => opened.close());

  const press = (key: KeyInput) => panel.page().keyboard.press(key);
  const focused = (attribute: string) =>
    panel.evaluate((name) => document.activeElement?.getAttribute(name) ?? null, attribute);
  const tabs = (attribute: string) =>
    panel.$$eval(`[role="tab"][${attribute}]`, (all, name) => all.map((tab) => tab.getAttribute(name)), attribute);
  const clipboardIs = (text: string) =>
    waitFor(async () => (await readClipboard(opened.session)) === text, 'the text on the clipboard');

  it('goes through the stacks with the keyboard: arrows among the tabs, Tab into the list of the others', async () => {
    await opened.page.bringToFront();
    const order = await tabs('data-stack');
    await panel.click(`[data-stack="${order[0]}"]`);
    for (const [key, at] of [
      ['ArrowRight', 1],
      ['End', order.length - 1],
      ['ArrowRight', 0],
    ] as const) {
      await press(key);
      await waitFor(async () => (await focused('data-stack')) === order[at], `${key} to lead to tab ${at}`);
      await waitFor(async () => (await focused('aria-selected')) === 'true', `tab ${at} to be selected`);
    }
    await press('Tab');
    await waitFor(async () => (await focused('data-part')) === 'more-stacks', 'the focus to be in the list');
    await press('n');
    const typed = STACKS.find(({ id, title }) => !order.includes(id) && title.toLowerCase().startsWith('n'));
    if (typed) await panel.waitForSelector(`[role="tabpanel"][aria-labelledby="fix-tab-${typed.id}"]`);
    expect(await textOf(panel, 'snippet')).toContain(new URL(opened.lab.pageUrl).host);
  });

  it('copies the snippet of every stack exactly as it is shown', async () => {
    for (const { id } of STACKS) {
      const shown = await snippetText(panel, id);
      await panel.click('[data-action="copy-snippet"]');
      await panel.waitForSelector('[data-action="copy-snippet"][data-feedback="copied"]');
      await clipboardIs(shown);
    }
  });

  it('narrows to this request, and shows what the answers say now and after', async () => {
    await snippetText(panel, 'express');
    for (const scope of ['request', 'page'] as const) {
      await choose(panel, 'scope', scope);
      expect(await textOf(panel, 'answers')).toContain(
        `Access-Control-Allow-Origin: ${new URL(opened.lab.pageUrl).origin}`,
      );
    }
  });

  it('switches between the whole and the change, and between versions', async () => {
    await snippetText(panel, 'django');
    for (const version of ['4', '5']) await choose(panel, 'version', version);
    await choose(panel, 'extent', 'change');
    const change = await textOf(panel, 'snippet');
    await choose(panel, 'extent', 'full');
    expect(await textOf(panel, 'snippet')).not.toBe(change);
  });

  it('leads around a server that is not one’s own, and back', async () => {
    const own = await textOf(panel, 'snippet');
    await panel.click('[data-action="not-my-server"]');
    await panel.waitForSelector('[data-action="not-my-server"][aria-pressed="true"]');
    await opened.page.bringToFront();
    await panel.click('[data-detour="vite"]');
    for (const detour of await tabs('data-detour')) {
      await waitFor(async () => (await focused('data-detour')) === detour, `the focus to be on ${detour}`);
      const to = await textOf(panel, 'call-to');
      expect(await textOf(panel, 'snippet')).toContain(to.split('/').slice(0, 3).join('/'));
      await press('ArrowRight');
    }
    await panel.click('[data-action="copy-snippet"]');
    await clipboardIs(await textOf(panel, 'snippet'));
    await panel.click('[data-action="not-my-server"]');
    await panel.waitForSelector('[data-action="not-my-server"][aria-pressed="false"]');
    expect(await textOf(panel, 'snippet')).toBe(own);
  });

  it.each([320, 600, 1600])(
    'fits at a width of %d pixels: nothing is cut off, every control is inside',
    async (width) => {
      for (const foreign of [false, true]) {
        const pressed = await panel.$eval('[data-action="not-my-server"]', (button) => button.ariaPressed);
        if (pressed !== String(foreign)) await panel.click('[data-action="not-my-server"]');
        await panel.evaluate((pixels) => {
          const detail = document.querySelector<HTMLElement>('[data-part="detail"]');
          if (detail) detail.style.width = `${pixels}px`;
        }, width);
        const outside = await panel.$eval('[data-part="fix-card"]', (card) => {
          const { left, right } = card.getBoundingClientRect();
          return [...card.querySelectorAll('button, select, p, li, summary')]
            .map((element) => ({ element: element.outerHTML.slice(0, 80), box: element.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0 && (box.left < left - 0.5 || box.right > right + 0.5))
            .map(({ element }) => element);
        });
        expect(outside).toEqual([]);
        expect(
          await panel.$eval('[data-part="detail"]', (detail) => detail.scrollWidth - detail.clientWidth),
        ).toBeLessThan(2);
      }
    },
  );
});
