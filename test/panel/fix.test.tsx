// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DETOURS } from '../../src/analyzer/fixes/detours/index.ts';
import { STACKS } from '../../src/analyzer/fixes/stacks/index.ts';
import { App } from '../../src/panel/components/app.tsx';
import { createPanelState } from '../../src/panel/state.ts';
import { answerChanges } from '../../src/ui/answer-changes.ts';
import { suggestFix } from '../../src/ui/suggested-fix.ts';
import { memorySource, THREE_FETCHES } from '../support/panel-source.ts';

/** The cors package ran and refused: no `Access-Control-Allow-Origin`, but `Vary: Origin`. */
const REFUSED = `
page http://localhost:5173
> OPTIONS http://localhost:3001/v1/users
Access-Control-Request-Method: PATCH
Access-Control-Request-Headers: x-client
< 204
X-Powered-By: Express
Vary: Origin
Access-Control-Allow-Methods: GET,PATCH
! net::ERR_FAILED
`;

afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
});

async function shown(transcripts: string) {
  const memory = memorySource(transcripts);
  const state = createPanelState(memory.source);
  render(<App state={state} />, document.body);
  state.actions.start();
  await vi.waitFor(() => find('[data-part="fix-card"]'));
  return { memory, state };
}

function find(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`${selector} is not in the document`);
  return element;
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

async function click(selector: string): Promise<void> {
  find(selector).click();
  await settled();
}

async function press(key: string): Promise<void> {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  await settled();
}

async function pickOther(stack: string): Promise<void> {
  const list = find('[data-part="more-stacks"]') as HTMLSelectElement;
  list.value = stack;
  list.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

/** Ids in the order of the tabs. */
function tabs(attribute: string): readonly (string | null)[] {
  return [...document.querySelectorAll(`[role="tab"][data-${attribute}]`)].map((tab) =>
    tab.getAttribute(`data-${attribute}`),
  );
}

describe('the stack picker', () => {
  test('shows the recognised stack first, with its confidence and the lines that say so', async () => {
    await shown(THREE_FETCHES);
    expect(tabs('stack')[0]).toBe('express');
    expect(find('[data-stack="express"] .tab-guess').textContent).toBe('certain');
    expect(find('[data-part="evidence"] code').textContent.toLowerCase()).toBe('x-powered-by: express');
  });

  test('offers every stack exactly once, few of them as tabs', async () => {
    await shown(THREE_FETCHES);
    const offered = [...document.querySelectorAll('[data-stack]')].map((element) => element.getAttribute('data-stack'));
    expect([...offered].sort()).toEqual(STACKS.map(({ id }) => id).sort());
    expect(tabs('stack').length).toBeLessThanOrEqual(4);
  });

  test('is one tab stop; arrows, Home and End choose', async () => {
    await shown(THREE_FETCHES);
    expect(document.querySelectorAll('[role="tab"][tabindex="0"]')).toHaveLength(1);
    find('[data-stack="express"]').focus();
    const order = tabs('stack');
    for (const [key, at] of [
      ['ArrowRight', 1],
      ['End', order.length - 1],
      ['ArrowRight', 0],
      ['ArrowLeft', order.length - 1],
      ['Home', 0],
    ] as const) {
      await press(key);
      expect(document.activeElement?.getAttribute('data-stack'), key).toBe(order[at]);
      expect(document.activeElement?.getAttribute('aria-selected')).toBe('true');
    }
  });

  test('names the tab panel after what is chosen, in a tab or in the list', async () => {
    await shown(THREE_FETCHES);
    for (const { id } of STACKS) {
      if (tabs('stack').includes(id)) await click(`[data-stack="${id}"]`);
      else await pickOther(id);
      const named = find('[role="tabpanel"]').getAttribute('aria-labelledby') ?? '';
      expect(named).toBe(`fix-tab-${id}`);
      expect(document.getElementById(named)).not.toBeNull();
    }
  });

  test('keeps its order while the reader picks, whatever becomes the default', async () => {
    const { memory } = await shown(THREE_FETCHES.replaceAll('X-Powered-By: Express\n', ''));
    const before = tabs('stack');
    await click('[data-stack="flask"]');
    await vi.waitFor(() => expect(memory.settings().defaultStack).toBe('flask'));
    expect(tabs('stack')).toEqual(before);
  });
});

describe('every stack', () => {
  test.each(STACKS.map(({ id }) => id))('%s says what it was proven with, or that it was not', async (id) => {
    await shown(THREE_FETCHES);
    if (tabs('stack').includes(id)) await click(`[data-stack="${id}"]`);
    else await pickOther(id);
    const labels = document.querySelectorAll('[data-part="proven-with"], [data-part="unproven"]');
    expect(labels).toHaveLength(1);
  });

  test.each(STACKS.filter(({ versions }) => versions).map(({ id }) => id))(
    '%s can be switched to each of its versions',
    async (id) => {
      await shown(THREE_FETCHES);
      if (tabs('stack').includes(id)) await click(`[data-stack="${id}"]`);
      else await pickOther(id);
      const versions = [...document.querySelectorAll('[data-version]')].map((button) =>
        button.getAttribute('data-version'),
      );
      expect(versions.length).toBeGreaterThan(1);
      expect(find('[data-version][aria-pressed="true"]').getAttribute('data-version')).toBe(versions[0]);
      for (const version of versions) {
        await click(`[data-version="${version}"]`);
        expect(find('[data-version][aria-pressed="true"]').getAttribute('data-version')).toBe(version);
      }
    },
  );
});

describe('the extent', () => {
  test('is offered where the middleware ran and refused, the change first, and remembered', async () => {
    const { state } = await shown(REFUSED);
    expect(find('[data-extent="change"]').getAttribute('aria-pressed')).toBe('true');
    const change = find('[data-part="snippet"]').textContent;
    await click('[data-extent="full"]');
    expect(find('[data-extent="full"]').getAttribute('aria-pressed')).toBe('true');
    expect(find('[data-part="snippet"]').textContent).not.toBe(change);
    expect(state.fixChoices.extents.value.get('http://localhost:3001')).toBe('full');
  });

  test('is full at first where nothing says that the library is there', async () => {
    const { state } = await shown(REFUSED.replace('Vary: Origin\n', '').replace('X-Powered-By: Express\n', ''));
    const analyzed = state.selected.value;
    if (!analyzed) throw new Error('nothing is selected');
    expect(suggestFix(analyzed, state.report.value, { scope: 'page', stack: 'express' }).extent).toBe('full');
  });
});

describe('what the server answers, now and after', () => {
  const linesOf = (phase: string) =>
    [...document.querySelectorAll(`[data-phase="${phase}"] li`)].map((line) => [
      line.getAttribute('data-kind'),
      line.querySelector('code')?.textContent,
    ]);

  test('is shown per response, line by line', async () => {
    await shown(THREE_FETCHES);
    await click('[data-scope="request"]');
    expect(linesOf('actual')).toEqual([
      ['removed', 'Access-Control-Allow-Origin: http://localhost:3000'],
      ['added', 'Access-Control-Allow-Origin: http://localhost:5173'],
      ['same', 'Vary: Origin'],
    ]);
    expect(document.querySelectorAll('[data-phase="actual"] mark')).toHaveLength(2);
    expect(linesOf('preflight')).toEqual([]);
  });

  test('has the preflight and the request that was held back', async () => {
    await shown(REFUSED);
    expect(linesOf('preflight')).toContainEqual(['added', 'Access-Control-Allow-Headers: x-client']);
    expect(linesOf('preflight')).toContainEqual(['removed', 'Access-Control-Allow-Methods: GET,PATCH']);
    expect(linesOf('actual')).toContainEqual(['added', 'Access-Control-Allow-Origin: http://localhost:5173']);
    expect(find('[data-phase="actual"] figcaption').textContent).toMatch(/no answer/);
  });

  test('is empty for a server that the policy is not about', async () => {
    const { state } = await shown(THREE_FETCHES);
    const analyzed = state.selected.value;
    if (!analyzed) throw new Error('nothing is selected');
    const { policy } = suggestFix(analyzed, state.report.value, { scope: 'page', stack: 'express' });
    expect(answerChanges(analyzed, { ...policy, server: 'https://other.example' })).toEqual([]);
    expect(answerChanges(analyzed, policy)).toHaveLength(1);
  });
});

describe('“not my server”', () => {
  test('turns the fix into a way around the server, and back, and is remembered for that server', async () => {
    const { state } = await shown(THREE_FETCHES);
    const own = find('[data-part="snippet"]').textContent;
    await click('[data-action="not-my-server"]');
    expect(find('[data-action="not-my-server"]').getAttribute('aria-pressed')).toBe('true');
    expect(find('[data-part="snippet"]').textContent).toContain('/via/localhost-3001');
    expect(document.querySelector('[data-change="allow-origin"]')).toBeNull();
    expect(state.fixChoices.foreign.value.has('http://localhost:3001')).toBe(true);
    await click('[data-action="not-my-server"]');
    expect(find('[data-part="snippet"]').textContent).toBe(own);
  });

  test.each(DETOURS.map(({ id }) => id))(
    '%s says what to paste, what the page calls, and whether it is proven',
    async (id) => {
      const writeText = vi.fn<(text: string) => Promise<void>>(async () => undefined);
      vi.stubGlobal('navigator', { clipboard: { writeText } });
      await shown(THREE_FETCHES);
      await click('[data-action="not-my-server"]');
      await click(`[data-detour="${id}"]`);
      expect(find(`[data-detour="${id}"]`).getAttribute('aria-selected')).toBe('true');
      expect(find('[data-part="call-to"]').textContent).toBe('/via/localhost-3001/upload');
      expect(document.querySelectorAll('[data-part="proven-with"], [data-part="unproven"]')).toHaveLength(1);
      await click('[data-action="copy-snippet"]');
      expect(writeText.mock.lastCall?.[0]).toBe(find('[data-part="snippet"]').textContent);
    },
  );

  test('has one tab stop for all ways, and arrows go from a proxy to a relay', async () => {
    await shown(THREE_FETCHES);
    await click('[data-action="not-my-server"]');
    expect(tabs('detour')).toEqual(DETOURS.map(({ id }) => id));
    find('[data-detour="vite"]').focus();
    for (let times = 0; times < 3; times += 1) await press('ArrowRight');
    expect(document.activeElement?.getAttribute('data-detour')).toBe('relay-django');
    expect(document.querySelectorAll('[role="tab"][tabindex="0"]')).toHaveLength(1);
  });

  test('covers this request only when asked to', async () => {
    await shown(THREE_FETCHES);
    await click('[data-action="not-my-server"]');
    await click('[data-detour="relay-flask"]');
    expect(find('[data-part="snippet"]').textContent).toContain('"PUT"');
    await click('[data-scope="request"]');
    expect(find('[data-part="snippet"]').textContent).not.toContain('"PUT"');
  });
});
