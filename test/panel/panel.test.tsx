// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { App } from '../../src/panel/components/app.tsx';
import { createPanelState } from '../../src/panel/state.ts';
import { memorySource, THREE_FETCHES } from '../support/panel-source.ts';
import { parseTranscripts } from '../support/transcript.ts';

afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
});

async function shown(transcripts: string, tab: Parameters<typeof memorySource>[1] = {}) {
  const memory = memorySource(transcripts, tab);
  const state = createPanelState(memory.source);
  render(<App state={state} />, document.body);
  state.actions.start();
  await vi.waitFor(() => {
    if (!document.querySelector('[data-trace-id], [data-state]')) throw new Error('nothing is shown yet');
  });
  return { memory, state };
}

function find(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`${selector} is not in the document`);
  return element;
}

function row(id: string): HTMLElement {
  return find(`[data-trace-id="${id}"]`);
}

async function press(key: string): Promise<void> {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  await new Promise((resolve) => setTimeout(resolve, 0));
}

async function click(selector: string): Promise<void> {
  find(selector).click();
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Replaces the clipboard; returns what was copied last. */
function clipboard(): () => string | undefined {
  const writeText = vi.fn<(text: string) => Promise<void>>(async () => undefined);
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  return () => writeText.mock.lastCall?.[0];
}

describe('the list', () => {
  test('has a row per fetch with its verdict and rule, under a heading per server', async () => {
    await shown(THREE_FETCHES);
    const rows = [...document.querySelectorAll('[data-trace-id]')].map((element) => [
      element.getAttribute('data-verdict'),
      element.getAttribute('data-rule'),
    ]);
    expect(rows).toEqual([
      ['blocked', 'allow-origin-port-mismatch'],
      ['allowed', ''],
      ['opaque', ''],
    ]);
    expect(document.querySelectorAll('.server-row')).toHaveLength(2);
  });

  test('renders few of five hundred rows, and says how many there are', async () => {
    const [first] = parseTranscripts(THREE_FETCHES);
    if (!first) throw new Error('the transcript has no fetch');
    const { memory, state } = await shown('');
    memory.change({ traces: Array.from({ length: 500 }, (_, index) => ({ ...first, id: `t${index}` })) });
    await vi.waitFor(() => expect(state.ofThisPage.value).toHaveLength(500), { timeout: 20_000 });
    await vi.waitFor(() => expect(document.querySelector('[data-trace-id]')).not.toBeNull());
    expect(document.querySelectorAll('[data-trace-id]').length).toBeLessThan(120);
    expect(find('[role="treegrid"]').getAttribute('aria-rowcount')).toBe('502');
  }, 30_000);

  test('hides and shows the requests of a server with a click on its heading', async () => {
    await shown(THREE_FETCHES);
    await click('.server-row');
    expect(document.querySelectorAll('[data-trace-id]')).toHaveLength(1);
    expect(document.querySelectorAll('[role="row"][tabindex="0"]')).toHaveLength(1);
    await click('.server-row');
    expect(document.querySelectorAll('[data-trace-id]')).toHaveLength(3);
  });

  test('is one tab stop', async () => {
    await shown(THREE_FETCHES);
    expect(document.querySelectorAll('[role="row"][tabindex="0"]')).toHaveLength(1);
  });
});

describe('the keyboard', () => {
  test('moves focus and selection together with the arrows and End', async () => {
    await shown(THREE_FETCHES);
    row('trace-1').focus();
    const visited: (string | null)[] = [];
    for (const key of ['ArrowDown', 'ArrowUp', 'End']) {
      await press(key);
      visited.push(document.activeElement?.getAttribute('data-trace-id') ?? null);
      expect(document.activeElement?.getAttribute('aria-selected')).toBe('true');
    }
    expect(visited).toEqual(['trace-2', 'trace-1', 'trace-3']);
  });

  test('goes to the heading with the left arrow, closes and opens the group there, and says so', async () => {
    await shown(THREE_FETCHES);
    row('trace-1').focus();
    await press('ArrowLeft');
    const heading = find('.server-row');
    const seen = () => [heading.getAttribute('aria-expanded'), document.querySelectorAll('[data-trace-id]').length];
    expect(document.activeElement).toBe(heading);
    expect(seen()).toEqual(['true', 3]);
    await press('ArrowLeft');
    expect(seen()).toEqual(['false', 1]);
    expect(document.activeElement).toBe(heading);
    await press('ArrowRight');
    expect(seen()).toEqual(['true', 3]);
    await press('Enter');
    expect(seen()).toEqual(['false', 1]);
    await press(' ');
    expect(seen()).toEqual(['true', 3]);
    await press('ArrowRight');
    expect(document.activeElement).toBe(row('trace-1'));
    expect(document.querySelectorAll('[role="row"][tabindex="0"]')).toHaveLength(1);
  });

  test('enters the detail with Enter and leaves it with Escape, then closes it', async () => {
    await shown(THREE_FETCHES);
    row('trace-1').focus();
    await press('Enter');
    expect(document.activeElement?.getAttribute('data-part')).toBe('detail');
    await press('Escape');
    expect(document.activeElement).toBe(row('trace-1'));
    await press('Escape');
    expect(document.querySelector('[data-part="detail"]')).toBeNull();
  });

  test('chooses a stack with the arrows', async () => {
    await shown(THREE_FETCHES);
    find('[data-stack="express"]').focus();
    await press('ArrowRight');
    expect(find('[role="tab"][aria-selected="true"]').getAttribute('data-stack')).not.toBe('express');
    expect(document.activeElement?.getAttribute('aria-selected')).toBe('true');
  });
});

describe('the detail', () => {
  test('opens the tab of the recognised stack', async () => {
    await shown(THREE_FETCHES);
    expect(find('[data-stack="express"]').getAttribute('aria-selected')).toBe('true');
  });

  test.each(['django', 'flask', 'express'])('copies exactly the %s snippet that it shows', async (stack) => {
    const copied = clipboard();
    await shown(THREE_FETCHES);
    await click(`[data-stack="${stack}"]`);
    await click('[data-action="copy-snippet"]');
    expect(copied()).toBe(find('[data-part="snippet"]').textContent);
    await click('[data-action="copy-install"]');
    expect(copied()).toBe(find('[data-part="install"]').textContent);
    expect(find('[data-action="copy-install"]').getAttribute('data-feedback')).toBe('copied');
  });

  test('copies the curl commands that it shows', async () => {
    const copied = clipboard();
    await shown(THREE_FETCHES);
    await click('[data-action="copy-curl"]');
    expect(copied()).toBe(find('[data-part="curl"] code').textContent);
    expect(copied()).toContain('Origin: http://localhost:5173');
  });

  test('says how many requests the snippet for the page lets through, and narrows to this request and what works', async () => {
    await shown(THREE_FETCHES);
    expect(find('[data-part="reach"] b').textContent).toBe('2 of 2');
    await click('[data-scope="request"]');
    expect(document.querySelector('[data-part="reach"] b')).toBeNull();
    expect(find('[data-part="snippet"]').textContent).toContain('PUT');
  });

  test('marks what differs between the two origins', async () => {
    await shown(THREE_FETCHES);
    expect([...document.querySelectorAll('[data-part="diff"] mark')].map((mark) => mark.textContent)).toEqual([
      '5173',
      '3000',
    ]);
  });

  test('marks the failed check and the header that decides', async () => {
    await shown(THREE_FETCHES);
    const failed = [...document.querySelectorAll('[data-part="checks"] [data-result="failure"]')];
    expect(failed.map((element) => element.getAttribute('data-check'))).toEqual(['allow-origin-matches']);
    const deciding = [...document.querySelectorAll('[data-part="headers"] [data-decides="true"] .header-name')];
    expect(deciding.map((element) => element.textContent)).toContain('Access-Control-Allow-Origin');
  });

  test('of an allowed fetch has checks that passed and no fix', async () => {
    await shown(THREE_FETCHES);
    await click('[data-trace-id="trace-2"]');
    expect(find('.banner').getAttribute('data-status')).toBe('allowed');
    expect(document.querySelector('[data-part="snippet"]')).toBeNull();
    expect(document.querySelector('[data-check="allow-origin-matches"][data-result="success"]')).not.toBeNull();
  });

  test('shows a redacted value as redacted, never the placeholder', async () => {
    await shown(THREE_FETCHES);
    await click('[data-trace-id="trace-2"]');
    expect(find('.redacted').textContent).toBe('redacted');
    expect(document.body.textContent).not.toContain('‹redacted›');
  });

  test('of a server that cannot be reached has a change and nothing to paste', async () => {
    await shown('page http://localhost:5173\n> GET http://localhost:9999/health\n! net::ERR_CONNECTION_REFUSED');
    expect(find('[data-trace-id]').getAttribute('data-rule')).toBe('server-unreachable');
    expect(find('[data-change]').getAttribute('data-change')).toBe('start-server');
    expect(document.querySelector('[data-part="snippet"]')).toBeNull();
  });
});

describe('what is shown instead of a list', () => {
  test.each([
    ['no-requests', { origin: null }],
    ['no-cross-origin', {}],
    ['withheld', { access: 'withheld' }],
    ['internal', { access: 'internal' }],
  ] as const)('is %s', async (state, tab) => {
    await shown('', tab);
    expect(find('[data-state]').getAttribute('data-state')).toBe(state);
  });

  test('offers to reload the page', async () => {
    const { memory } = await shown('', { origin: null });
    await click('[data-action="reload"]');
    expect(memory.calls).toEqual(['reload']);
  });

  test('leads back from a filter that hides everything', async () => {
    const { state } = await shown(THREE_FETCHES);
    state.actions.setFilter({ text: 'nothing-has-this' });
    await vi.waitFor(() => find('[data-state="no-match"]'));
    expect(find('.timeline').getAttribute('data-unseen')).toBe('true');
    await click('[data-action="clear-filter"]');
    expect(find('.timeline').getAttribute('data-unseen')).toBe('false');
    expect(document.querySelectorAll('[data-trace-id]')).toHaveLength(3);
  });

  test('names a lost connection beside the rows that it has', async () => {
    const { memory } = await shown(THREE_FETCHES);
    memory.disconnect();
    await vi.waitFor(() => find('[data-state="reconnecting"]'));
    expect(document.querySelectorAll('[data-trace-id]')).toHaveLength(3);
  });

  test('names how many requests were dropped', async () => {
    await shown(THREE_FETCHES, { dropped: 7 });
    expect(find('[data-part="dropped"]').textContent).toContain('7');
  });
});
