import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../lab/servers.ts';
import { type LabSession, openLab } from '../support/lab.ts';
import { openPanel, type PanelFrame } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

type Headers = Readonly<Record<string, string>>;

/** Names outside ASCII that lead to this machine; the second has two scripts. */
const READ_AS = 'bücher.example';
const SENT_AS = 'xn--bcher-kva.example';
const MIXED = 'xn--pypal-4ve.example';

describe('a timeline that changes, in real DevTools with reduced motion', () => {
  let opened: LabSession;
  let panel: PanelFrame;
  let server: Server;
  /** Headers by method and path; without any, the answer allows nobody. */
  const answers = new Map<string, Headers>();

  beforeAll(async () => {
    server = await listen();
    server.on('request', ({ method = '', url = '' }, response) => {
      const [path = ''] = url.split('?');
      response.writeHead(200, { 'content-type': 'text/plain', ...answers.get(`${method} ${path}`) }).end('text');
    });
    opened = await openLab({
      args: ['--force-prefers-reduced-motion', '--host-resolver-rules=MAP *.example 127.0.0.1'],
    });
    panel = await openPanel(opened.session, opened.page);
  });
  afterAll(async () => {
    await opened.close();
    await close(server);
  });

  const keyboard = () => panel.page().keyboard;
  /** From the page, one after the other; none of them has to succeed. */
  const ask = (paths: readonly string[], method = 'GET', host = 'localhost') =>
    opened.page.evaluate(
      async (base, asked, verb) => {
        for (const path of asked) await fetch(base + path, { method: verb }).catch(() => undefined);
      },
      `http://${host}:${portOf(server)}`,
      paths,
      method,
    );
  const allow = (method: string, path: string, headers: Headers = {}) =>
    answers.set(`${method} ${path}`, { 'access-control-allow-origin': opened.lab.origins.page, ...headers });
  const rowOf = (part: string, nth = 0) =>
    waitFor(async () => {
      const rows = await panel.$$('[data-trace-id]');
      const found = [];
      for (const row of rows) if (await row.evaluate((e, p) => e.innerHTML.includes(p), part)) found.push(row);
      return found[nth];
    }, `row ${nth} of ${part}`);
  const rowCount = () =>
    panel.$eval('[aria-rowcount]', (list) => Number(list.getAttribute('aria-rowcount'))).catch(() => 0);
  const headings = () =>
    panel.$$eval('.server-row', (rows) =>
      rows.map((row) => ({ server: row.getAttribute('data-server'), expanded: row.getAttribute('aria-expanded') })),
    );
  const focusIs = (selector: string) =>
    waitFor(
      () => panel.evaluate((wanted) => document.activeElement?.matches(wanted), selector),
      `the focus to be on ${selector}`,
    );

  it('hatches the step at which the browser stopped, and says it', async () => {
    await ask(['/refused'], 'PUT');
    const row = await rowOf('/refused');
    // It may have been told of before it was refused.
    await row.waitForSelector('[data-stopped]');
    const stopped = await row.$$eval('[data-stopped]', (steps) =>
      steps.map((step) => [
        step.getAttribute('data-kind'),
        getComputedStyle(step).backgroundImage.includes('gradient'),
      ]),
    );
    expect(stopped).toEqual([['preflight', true]]);
    expect(await row.$eval('.bar', (bar) => bar.getAttribute('aria-label'))).toContain('stopped at the preflight');
  });

  it('marks the request with which an endpoint came further, and the one with which it was fixed', async () => {
    await ask(['/mended'], 'PUT');
    await (await rowOf('/mended')).waitForSelector('xpath/.//span[contains(@class, "cell-cause")]');
    allow('OPTIONS', '/mended');
    await ask(['/mended'], 'PUT');
    await (await rowOf('/mended', 1)).waitForSelector('[data-turn="progress"]');
    allow('OPTIONS', '/mended', { 'access-control-allow-methods': 'PUT' });
    allow('PUT', '/mended');
    await ask(['/mended'], 'PUT');
    const fixed = await rowOf('/mended', 2);
    const mark = await fixed.waitForSelector('[data-turn="fixed"]');
    expect(await mark?.evaluate((element) => element.textContent)).toBe('fixed');
    await fixed.click();
    await panel.waitForSelector('[data-part="before-after"] [data-change="fixed"]');
    const changed = await panel.$$eval('[data-part="before-after"] [data-changed]', (lines) =>
      lines.map((line) => line.getAttribute('data-changed')),
    );
    expect(changed).toContain('Access-Control-Allow-Methods');
    const times = await panel.$$eval('[data-part="before-after"] [data-goes-to]', (all) =>
      all.map((time) => time.textContent),
    );
    expect(times).toHaveLength(2);
    for (const time of times) expect(time).toMatch(/\d:\d\d/);
  });

  it('shows a name as it is read with the one that is sent beside it, and a name of two scripts only as it is sent', async () => {
    await ask(['/read'], 'GET', SENT_AS);
    await ask(['/mixed'], 'GET', MIXED);
    await rowOf('/mixed');
    const names = await panel.$$eval('.server-row .server-name', (all) => all.map((name) => name.textContent));
    const port = portOf(server);
    expect(names).toContain(`${READ_AS}:${port} ${SENT_AS}:${port}`);
    expect(names).toContain(`${MIXED}:${port}`);
  });

  it('closes and opens the requests of a server with the mouse, and keeps their counts', async () => {
    const [first] = await headings();
    const selector = `.server-row[data-server="${first?.server}"]`;
    const before = await rowCount();
    const text = await panel.$eval(selector, (row) => row.textContent);
    await panel.click(selector);
    await panel.waitForSelector(`${selector}[aria-expanded="false"]`);
    await waitFor(async () => (await rowCount()) < before, 'fewer rows');
    expect(await panel.$eval(selector, (row) => row.textContent)).toBe(text);
    await panel.click(selector);
    await panel.waitForSelector(`${selector}[aria-expanded="true"]`);
    await waitFor(async () => (await rowCount()) === before, 'all rows again');
  });

  it('goes to the server with the left arrow, closes it, and comes back into it with the right one', async () => {
    await opened.page.bringToFront();
    const row = await rowOf('/refused');
    await row.click();
    const selector = `.server-row[data-server="http://localhost:${portOf(server)}"]`;
    await row.focus();
    await keyboard().press('ArrowLeft');
    await focusIs(`${selector}[aria-expanded="true"]`);
    await keyboard().press('ArrowLeft');
    await focusIs(`${selector}[aria-expanded="false"]`);
    await keyboard().press('ArrowRight');
    await focusIs(`${selector}[aria-expanded="true"]`);
    await keyboard().press('ArrowRight');
    await focusIs('[data-trace-id][aria-selected="true"]');
    expect(await panel.$$('.timeline-rows [tabindex="0"]')).toHaveLength(1);
  });

  it('holds a very long address in one row, whole in its tooltip, at every width', async () => {
    const long = `/long/${'segment-'.repeat(150)}end?${'q=1&'.repeat(100)}`;
    await ask([long]);
    const row = await rowOf('segment-segment');
    const frame = await panel.frameElement();
    for (const width of [320, 600, 1600]) {
      await frame?.evaluate((element, pixels) => {
        (element as HTMLElement).style.width = `${pixels}px`;
      }, width);
      await waitFor(() => panel.evaluate((pixels) => innerWidth === pixels, width), `a panel ${width} pixels wide`);
      const seen = await row.evaluate((element) => ({
        height: element.getBoundingClientRect().height,
        overflows: document.documentElement.scrollWidth > innerWidth,
        listOverflows: (element.closest('.timeline-rows')?.scrollWidth ?? 0) > innerWidth,
        title: element.querySelector('.cell-name')?.getAttribute('title'),
      }));
      expect(seen).toMatchObject({ height: 24, overflows: false, listOverflows: false });
      expect(seen.title).toContain(long);
    }
    await frame?.evaluate((element) => {
      (element as HTMLElement).style.width = '';
    });
  });

  it('moves nothing on its own: no transition, no animation', async () => {
    const moving = await panel.evaluate(() => ({
      isReduced: matchMedia('(prefers-reduced-motion: reduce)').matches,
      animations: document.getAnimations().length,
      elements: [...document.querySelectorAll('*')].filter((element) => {
        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
        return transitionDuration !== '0s' || animationName !== 'none' || scrollBehavior === 'smooth';
      }).length,
    }));
    expect(moving).toEqual({ isReduced: true, animations: 0, elements: 0 });
  });

  it('keeps the row at the top where it is while requests are added above and below, and shifts nothing', async () => {
    await panel.click('[data-action="close"]');
    await panel.waitForSelector('[data-part="detail"]', { hidden: true });
    await ask(
      Array.from({ length: 150 }, (_, index) => `/many/${index}`),
      'GET',
      SENT_AS,
    );
    await waitFor(async () => (await rowCount()) > 150, 'a long list');
    await panel.$eval('.timeline-rows', (list) => {
      list.scrollTop = 24 * 60 + 7;
    });
    const atTop = () =>
      panel.evaluate(() => {
        const list = document.querySelector('.timeline-rows') as HTMLElement;
        const { top } = list.getBoundingClientRect();
        // While the list scrolls, the document has its rows in another order.
        const [row] = [...list.querySelectorAll<HTMLElement>('[data-key]')]
          .filter((one) => one.getBoundingClientRect().bottom > top)
          .sort((a, b) => a.offsetTop - b.offsetTop);
        return row && `${row.getAttribute('data-key')} ${row.getBoundingClientRect().top - top}`;
      });
    const before = await waitFor(async () => (await atTop()) ?? false, 'a row at the top');
    await panel.evaluate(observeShifts);
    const count = await rowCount();
    // Above the rows in view, below them, and under a heading that is new.
    await ask(Array.from({ length: 20 }, (_, index) => `/more/${index}`));
    await ask(['/read/again'], 'GET', SENT_AS);
    await ask(['/new'], 'GET', 'xn--mnchen-3ya.example');
    await waitFor(async () => (await rowCount()) >= count + 23, 'the new rows');
    expect(await atTop()).toBe(before);
    expect(await panel.evaluate(shiftsSeen)).toEqual([]);
    // The same observer does see something that is pushed down.
    await panel.evaluate(() => {
      const pushing = document.createElement('div');
      pushing.id = 'pushing';
      pushing.style.height = '80px';
      document.querySelector('.pane-list')?.prepend(pushing);
    });
    await waitFor(async () => (await panel.evaluate(shiftsSeen)).length > 0, 'a shift of the layout to be seen');
    await panel.$eval('#pushing', (element) => element.remove());
  });
});

/** Runs in the panel: writes down what was moved, in pixels from where to where. */
function observeShifts(): void {
  const seen: string[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as readonly LayoutShift[]) {
      for (const { node, previousRect: from, currentRect: to } of entry.sources) {
        // The axis grows with the time: bars are drawn on it anew, and are nothing to click or read.
        if (node instanceof Element && node.closest('.bar')) continue;
        const name = node instanceof Element ? `${node.tagName} ${node.getAttribute('class')}` : 'text';
        seen.push(`${name} from ${from.x},${from.y} to ${to.x},${to.y}`);
      }
    }
  });
  observer.observe({ type: 'layout-shift' });
  Object.assign(window, { seenShifts: seen });
}

/** What TypeScript's library does not know yet. */
interface LayoutShift {
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRectReadOnly;
    readonly currentRect: DOMRectReadOnly;
  }[];
}

/** Runs in the panel: after the next frame, so that what has just been drawn is in it. */
async function shiftsSeen(): Promise<readonly string[]> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return (window as unknown as { seenShifts: readonly string[] }).seenShifts;
}
