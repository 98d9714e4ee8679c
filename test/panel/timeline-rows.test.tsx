// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { App } from '../../src/panel/components/app.tsx';
import { createPanelState } from '../../src/panel/state.ts';
import { memorySource, THREE_FETCHES } from '../support/panel-source.ts';
import { parseTranscripts } from '../support/transcript.ts';

const COUNT = 300;

/** A list of many allowed fetches to one server: nothing is selected by itself. */
const longList = () => listOf(Array.from({ length: COUNT }));

/** The same with these URLs. */
async function listOf(urls: readonly (string | undefined)[]) {
  const allowed = parseTranscripts(THREE_FETCHES).find(({ id }) => id === 'trace-2');
  if (!allowed) throw new Error('the transcript has no second fetch');
  const memory = memorySource('');
  const state = createPanelState(memory.source);
  render(<App state={state} />, document.body);
  state.actions.start();
  const traces = urls.map((url, index) => ({
    ...allowed,
    id: `t${index}`,
    hops: allowed.hops.map((hop) => ({ ...hop, url: url ?? hop.url })),
  }));
  memory.change({ traces });
  await vi.waitFor(() => {
    if (state.items.value.length !== traces.length + 1 || rows().length === 0)
      throw new Error('not all rows are there');
  }, PATIENT);
}

/** A busy machine takes its time. */
const PATIENT = { timeout: 20_000 };

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-trace-id]')];
const ids = () => rows().map((row) => row.getAttribute('data-trace-id'));
const inOrder = () => {
  const places = [...document.querySelectorAll('[data-key]')].map((row) => Number(row.getAttribute('aria-rowindex')));
  return places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0));
};

async function scrollTo(top: number): Promise<void> {
  const list = document.querySelector<HTMLElement>('.timeline-rows');
  if (!list) throw new Error('there is no list');
  list.scrollTop = top;
  list.dispatchEvent(new Event('scroll'));
  await vi.waitFor(() => {
    if (!ids().includes(`t${Math.ceil(top / 24) + 2}`)) throw new Error('the rows there are not shown yet');
  }, PATIENT);
}

describe('the name in a row', () => {
  afterEach(() => render(null, document.body));

  test.each([
    ['http://localhost:8000', ['/']],
    ['http://localhost:8000/api/items', ['/api/items']],
    ['http://localhost:8000/api/items?page=2', ['/api/items', '?page=2']],
    ['http://localhost:8000/customers/by-region/europe/items', ['/customers/by-region/europe', '/items']],
    ['http://localhost:8000/customers/by-region/europe/', ['/customers/by-region', '/europe/']],
    ['http://localhost:8000/files/0123456789abcdef0123456789', ['/files/01234567', '89abcdef0123456789']],
  ])('is of %s %o, whole and in order, with all of it in the title', async (url, parts) => {
    await listOf([url]);
    const name = document.querySelector('.cell-name');
    const words = [...(name?.children ?? [])].map((part) => part.textContent);
    expect(words.filter((word) => word !== '')).toEqual(parts);
    expect(name?.getAttribute('title')).toBe(url);
  });
});

describe('rows of a list that scrolls', () => {
  beforeEach(longList);
  afterEach(() => render(null, document.body));

  test('are there beyond the edges of the view too, though nobody sees them yet', async () => {
    await vi.waitFor(() => expect(ids()).toEqual(Array.from({ length: 39 }, (_, index) => `t${index}`)), PATIENT);
  });

  test('are shown in the elements of those that left, each with its own words and place', async () => {
    const before = new Set(rows());
    await scrollTo(240);
    const reused = rows().filter((row) => before.has(row));
    expect(reused.length).toBeGreaterThan(30);
    for (const row of rows()) {
      const id = Number(row.getAttribute('data-trace-id')?.slice(1));
      expect(row.getAttribute('aria-rowindex')).toBe(String(id + 3));
      expect(row.style.top).toBe(`${(id + 1) * 24}px`);
    }
    expect(new Set(ids()).size).toBe(ids().length);
  });

  test('are in the order of the list in the document as soon as it rests', async () => {
    await scrollTo(2400);
    await scrollTo(2640);
    await vi.waitFor(() => {
      if (!inOrder()) throw new Error('the rows are in another order');
    }, PATIENT);
    expect(ids()).toContain('t112');
  });

  test('leave the row with the focus as it is, and in the document', async () => {
    const [focused] = rows();
    focused?.focus();
    await scrollTo(2400);
    expect(focused?.isConnected).toBe(true);
    expect(document.activeElement).toBe(focused);
    expect(focused?.getAttribute('data-trace-id')).toBe('t0');
    await scrollTo(4800);
    await vi.waitFor(() => {
      if (!inOrder()) throw new Error('the rows are in another order');
    }, PATIENT);
    expect(document.activeElement?.getAttribute('data-trace-id')).toBe('t0');
  });

  test('keep the one that Tab reaches among them, also before anything is selected', async () => {
    await scrollTo(2400);
    const stops = [...document.querySelectorAll('[role="row"][tabindex="0"]')];
    expect(stops.map((row) => row.getAttribute('data-key'))).toEqual(['t0']);
  });

  test('select what was clicked, whichever element shows it', async () => {
    await scrollTo(2400);
    document.querySelector<HTMLElement>('[data-trace-id="t105"] .cell-name')?.click();
    await vi.waitFor(() => {
      const selected = document.querySelectorAll('[aria-selected="true"][data-trace-id]');
      expect([...selected].map((row) => row.getAttribute('data-trace-id'))).toEqual(['t105']);
    }, PATIENT);
  });

  test('open the menu of what was clicked with the other button, and of nothing between them', async () => {
    await scrollTo(2400);
    const open = (selector: string) =>
      document
        .querySelector(selector)
        ?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
    expect(open('.timeline-space')).toBe(true);
    expect(open('[data-trace-id="t105"] .cell-cause')).toBe(false);
    await vi.waitFor(() => {
      if (!document.querySelector('[role="menu"]')) throw new Error('no menu is open');
    }, PATIENT);
  });
});
