import type { KeyInput } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClipboard } from '../support/clipboard.ts';
import { type LabSession, openLab, runScenarios } from '../support/lab.ts';
import { openPanel, type PanelFrame, selectTrace, textOf } from '../support/panel.ts';
import { parseTranscript } from '../support/transcript.ts';
import { waitFor } from '../support/wait-for.ts';

/** One of each kind of sentence that needs no unknown fact, and a fetch that passed. */
const RUN = [
  'middleware-missing',
  'middleware-refused-preflight',
  'origin-slash',
  'origin-bare-host',
  'header-twice',
  'options-405',
  'auth-redirect',
  'headers-unparsable',
  'header-json-unlisted',
  'method-unlisted',
  'redirect-tainted',
  'font',
  'allowed-put',
];
const PASSED = ['allowed-put'];

describe('the story in real DevTools', () => {
  let opened: LabSession;
  let panel: PanelFrame;
  /** What Chromium's console printed about CORS, in order. */
  const printed: string[] = [];

  beforeAll(async () => {
    opened = await openLab({ theme: 'light' });
    panel = await openPanel(opened.session, opened.page);
    const client = await opened.page.createCDPSession();
    client.on('Log.entryAdded', ({ entry }) => {
      if (entry.text.includes('blocked by CORS policy')) printed.push(entry.text);
    });
    await client.send('Log.enable');
    await runScenarios(opened, RUN);
  });
  afterAll(() => opened.close());

  const press = (key: KeyInput) => panel.page().keyboard.press(key);
  const appears = (selector: string) => panel.waitForSelector(selector);
  const attribute = (selector: string, name: string) =>
    panel.$eval(selector, (element, of) => element.getAttribute(of), name);

  it.each(RUN.filter((id) => !PASSED.includes(id)))(
    'has the very sentence of Chromium’s console for %s',
    async (id) => {
      const sentence = await waitFor(
        () => printed.findLast((text) => text.includes(`/${id}/`)),
        'the console to print it',
      );
      await selectTrace(panel, `/${id}/`);
      const own = async () =>
        panel.$eval('[data-console="chromium"]', (words) => words.textContent.replace(/^Chrome /, '').trim());
      await appears('[data-part="console"]');
      // The word for the kind of request comes with the entry in the network log.
      await waitFor(async () => (await own()) === sentence, `"${sentence}" instead of "${await own()}"`);
      expect(sentence).toContain(await textOf(panel, 'console-reason'));
    },
  );

  it('leads to the line that made the request, in the Sources panel', async () => {
    await selectTrace(panel, '/method-unlisted/');
    const link = await appears('[data-part="call-site"] [data-action="open-source"]');
    expect(await link?.evaluate((button) => button.textContent)).toMatch(/^scenarios\.js:\d+$/);
    await link?.click();
    await waitFor(
      async () => (await panel.page().evaluate(SELECTED_DEVTOOLS_PANEL)) === 'sources',
      'DevTools to show the Sources panel',
    );
    panel = await openPanel(opened.session, opened.page);
  });

  it('ties arrows to header lines: the keyboard goes from message to message, what belongs to it lights up', async () => {
    await selectTrace(panel, '/header-json-unlisted/');
    await opened.page.bringToFront();
    const broken = '[data-part="sequence"] [data-broke="true"]';
    const exchange = await attribute(broken, 'data-exchange');
    expect(exchange).toBe('0 preflight response');
    await panel.focus('[data-toggles="story"]');
    await press('Tab');
    await press('ArrowDown');
    await press('ArrowDown');
    await waitFor(
      () => panel.evaluate((selector) => document.activeElement === document.querySelector(selector), broken),
      'the focus to be on the arrow that broke',
    );
    for (const place of ['.story-step', '.fold', '.sequence-message']) {
      await appears(`${place}[data-exchange="${exchange}"][data-linked="true"]`);
    }
    expect(await attribute(broken, 'aria-label')).toMatch(/failed here/);
    await press('ArrowUp');
    await appears(`.sequence-message[data-exchange="0 preflight request"][data-linked="true"]`);
    await appears(`.story-step[data-exchange="${exchange}"][data-linked="false"]`);
  });

  it('ties header lines to arrows under the mouse', async () => {
    await selectTrace(panel, '/header-json-unlisted/');
    await panel.hover('.story-step[data-exchange="0 preflight request"]');
    await appears('.sequence-message[data-exchange="0 preflight request"][data-linked="true"]');
  });

  it('shows what was asked, allowed and missing', async () => {
    await selectTrace(panel, '/method-unlisted/');
    const names = (part: string) =>
      panel.$$eval(`[data-set="methods"] [data-names="${part}"] code`, (all) => all.map((one) => one.textContent));
    expect(await names('asked')).toEqual(['DELETE']);
    expect(await names('missing')).toEqual(['DELETE']);
    expect(await names('allowed')).not.toContain('DELETE');
  });

  it('judges an edited answer at once, and gives its transcript away', async () => {
    await selectTrace(panel, '/origin-slash/');
    await opened.page.bringToFront();
    await panel.click('[data-toggles="what-if"]');
    await appears('.what-if-verdict[data-verdict="blocked"]');
    const line = await panel.evaluateHandle(() => {
      const rows = [...document.querySelectorAll('.what-if-line')];
      const names = rows.map((row) => row.querySelector<HTMLInputElement>('[data-field="name"]')?.value.toLowerCase());
      return rows[names.indexOf('access-control-allow-origin')]?.querySelector('[data-field="value"]');
    });
    const field = line.asElement();
    if (!field) throw new Error('the origin has no field');
    await field.evaluate((input) => (input as unknown as HTMLElement).focus());
    await press('End');
    await press('Backspace');
    await appears('.what-if-verdict[data-verdict="allowed"]');
    await panel.click('[data-action="copy-transcript"]');
    const text = await waitFor(async () => {
      const copied = await readClipboard(opened.session);
      return copied.includes('> GET') && copied;
    }, 'the transcript on the clipboard');
    const headers = parseTranscript(text).hops[0]?.response?.headers ?? [];
    expect(headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`)).toContain(
      `access-control-allow-origin: ${opened.lab.origins.page}`,
    );
    await panel.click('[data-action="reset-what-if"]');
    await appears('.what-if-verdict[data-verdict="blocked"]');
  });

  it('remembers which parts are open when another request is chosen', async () => {
    await selectTrace(panel, '/method-unlisted/');
    await appears('[data-part="what-if-result"]');
    await panel.click('[data-toggles="what-if"]');
    await selectTrace(panel, '/origin-slash/');
    expect(await attribute('[data-toggles="what-if"]', 'aria-expanded')).toBe('false');
  });

  it.each([320, 600, 1600])('fits at a width of %d pixels', async (width) => {
    await panel.evaluate(() => {
      const closed = document.querySelector<HTMLElement>('[data-toggles="what-if"][aria-expanded="false"]');
      closed?.click();
    });
    for (const id of ['redirect-tainted', 'method-unlisted']) {
      await selectTrace(panel, `/${id}/`);
      await panel.evaluate((pixels) => {
        const detail = document.querySelector<HTMLElement>('[data-part="detail"]');
        if (detail) detail.style.width = `${pixels}px`;
      }, width);
      let outside: readonly string[] = [];
      await waitFor(
        async () => {
          outside = await panel.evaluate(standingOut);
          return outside.length === 0;
        },
        () => `nothing to stand out of the detail for ${id}, not ${outside.join('\n')}`,
      );
    }
  });

  it('shows the cause without scrolling in a panel of 600 by 400 pixels', async () => {
    await panel.page().setViewport({ width: 600, height: 560 });
    await selectTrace(panel, '/middleware-missing/');
    const bottom = await panel.$eval('[data-part="headline"]', (headline) => headline.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThanOrEqual(await panel.evaluate(() => Math.min(window.innerHeight, 400)));
  });
});

/** Runs in DevTools, as text: the import is one of DevTools' own files. */
const SELECTED_DEVTOOLS_PANEL = `(async () => {
  const { InspectorView } = await import('./ui/legacy/legacy.js');
  return InspectorView.InspectorView.instance().tabbedPane.selectedTabId;
})()`;

/** Runs in the panel: fields, texts and parts of the drawing that leave the detail. */
function standingOut(): readonly string[] {
  const detail = document.querySelector('[data-part="detail"]');
  if (!detail) return ['there is no detail'];
  const { left, right } = detail.getBoundingClientRect();
  return [...detail.querySelectorAll('button, input, p, li, text, summary')]
    .filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.left < left - 0.5 || box.right > right + 0.5);
    })
    .map((element) => element.outerHTML.slice(0, 120));
}
