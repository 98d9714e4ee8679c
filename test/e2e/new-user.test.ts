import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClipboard } from '../support/clipboard.ts';
import { type LabSession, openLab, runScenarios } from '../support/lab.ts';
import { openPanel, type PanelFrame, textOf } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

/** What each of them is about, as its row is found. */
const RUN = ['middleware-missing', 'origin-port', 'middleware-refused-preflight', 'wildcard-credentials'];

/** Of the panel in DevTools docked to the bottom of a laptop's screen, and to its side. */
const SIZES = [
  { width: 1280, height: 340 },
  { width: 480, height: 700 },
];

describe.each(SIZES)(
  'somebody who opens the panel for the first time, $width by $height pixels',
  ({ width, height }) => {
    let opened: LabSession;
    let panel: PanelFrame;

    beforeAll(async () => {
      opened = await openLab();
      panel = await openPanel(opened.session, opened.page);
      const frame = await panel.frameElement();
      await frame?.evaluate(
        (element, w, h) => {
          const { style } = element as HTMLElement;
          style.width = `${w}px`;
          style.height = `${h}px`;
        },
        width,
        height,
      );
      await waitFor(
        () => panel.evaluate((w, h) => innerWidth === w && innerHeight === h, width, height),
        'the panel to have its size',
      );
      await runScenarios(opened, RUN);
      await waitFor(
        async () => (await panel.$$('[data-rule]:not([data-rule=""])')).length === RUN.length,
        'all causes',
      );
    });
    afterAll(() => opened.close());

    /** Inside the window, and nothing lies over its middle. */
    const isInSight = (selector: string) =>
      panel.evaluate((wanted) => {
        const element = document.querySelector(wanted);
        if (!element) return false;
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
        const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return isInside && there !== null && (element.contains(there) || there.contains(element));
      }, selector);

    it('reads the cause of the first blocked request without a click', async () => {
      await panel.waitForSelector('[data-part="detail"] [data-part="headline"]');
      await waitFor(() => isInSight('[data-part="headline"]'), 'the headline to be in sight');
      await waitFor(() => isInSight('[data-trace-id][aria-selected="true"] .cell-cause'), 'its row to be in sight');
    });

    it.each(RUN)('clicks the row of %s, reads the cause, and copies the fix with one click more', async (id) => {
      const trace = await panel.evaluate((part) => {
        const rows = [...document.querySelectorAll('[data-trace-id]')];
        return rows.find((row) => row.innerHTML.includes(`/${part}/`))?.getAttribute('data-trace-id');
      }, id);
      await panel.click(`[data-trace-id="${trace}"] .cell-name`);
      await panel.waitForSelector(`[data-trace-id="${trace}"][aria-selected="true"]`);
      await waitFor(
        async () => (await textOf(panel, 'detail')).includes(`/${id}/`),
        'the detail of the row that was clicked',
      );
      await waitFor(() => isInSight('[data-part="headline"]'), 'the headline to be in sight');
      await waitFor(() => isInSight('[data-action="copy-fix"]'), 'the button for the fix to be in sight');
      await panel.click('[data-action="copy-fix"]');
      await panel.waitForSelector('[data-action="copy-fix"][data-feedback="copied"]');
      const snippet = await textOf(panel, 'snippet');
      expect(snippet).toContain(opened.lab.origins.page);
      await waitFor(async () => (await readClipboard(opened.session)) === snippet, 'the snippet on the clipboard');
    });
  },
);
