// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { App } from '../../src/popup/components/app.tsx';
import { createPopupState, type PopupSource } from '../../src/popup/state.ts';
import { memorySource, THREE_FETCHES } from '../support/panel-source.ts';

afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
});

async function shown(transcripts: string, tab: Parameters<typeof memorySource>[1] = {}) {
  const { source, settings } = memorySource(transcripts, tab);
  const requestAccess = vi.fn<PopupSource['requestAccess']>(async () => true);
  const state = createPopupState({ ...source, requestAccess });
  render(<App state={state} />, document.body);
  await state.actions.start();
  await new Promise((resolve) => setTimeout(resolve, 0));
  return { state, settings, requestAccess };
}

const OTHER_SERVER = `
page http://localhost:5173
> GET http://localhost:8000/a
< 200
! net::ERR_FAILED
---
page http://localhost:5173
> GET http://localhost:8000/b
< 200
! net::ERR_FAILED
`;

describe('the popup', () => {
  test('counts by verdict and leaves out what did not occur', async () => {
    await shown(THREE_FETCHES);
    const counts = [...document.querySelectorAll('[data-part="counts"] [data-count]')];
    expect(
      counts.map((element) => [element.getAttribute('data-count'), element.querySelector('b')?.textContent]),
    ).toEqual([
      ['blocked', '1'],
      ['allowed', '1'],
      ['opaque', '1'],
    ]);
  });

  test('lists servers with blocked requests, most blocked first', async () => {
    await shown(`${THREE_FETCHES}---${OTHER_SERVER}`);
    const servers = [...document.querySelectorAll('[data-server]')].map((element) =>
      element.getAttribute('data-server'),
    );
    expect(servers).toEqual(['http://localhost:8000', 'http://localhost:3001']);
  });

  test('copies the fix of the recognised stack for everything that the page needs', async () => {
    const writeText = vi.fn<(text: string) => Promise<void>>(async () => undefined);
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    await shown(THREE_FETCHES);
    document.querySelector<HTMLElement>('[data-action="copy-fix"]')?.click();
    const copied = writeText.mock.lastCall?.[0];
    expect(copied).toContain('app.use(cors(');
    expect(copied).toContain('http://localhost:5173');
    expect(copied).toContain('PUT');
  });

  test('shows the change where there is nothing to paste', async () => {
    await shown('page http://localhost:5173\n> GET http://localhost:9999/\n! net::ERR_CONNECTION_REFUSED');
    expect(document.querySelector('[data-action="copy-fix"]')).toBeNull();
    expect(document.querySelector('.server-fix')?.textContent).toContain('http://localhost:9999');
  });

  test.each([
    ['no-requests', { origin: null }],
    ['no-cross-origin', {}],
    ['withheld', { access: 'withheld' }],
    ['internal', { access: 'internal' }],
    ['paused', { recording: 'paused' }],
    ['needs-devtools', { recording: 'needs-devtools' }],
  ] as const)('says %s', async (state, tab) => {
    await shown('', tab);
    expect(document.querySelector('[data-state]')?.getAttribute('data-state')).toBe(state);
  });

  test.each([
    ['paused', 'resume', { paused: false }],
    ['needs-devtools', 'watch-all', { watch: 'all-tabs' }],
  ] as const)('leads out of %s', async (recording, action, expected) => {
    const { settings } = await shown('', { recording });
    document.querySelector<HTMLElement>(`[data-action="${action}"]`)?.click();
    expect(settings()).toMatchObject(expected);
  });

  test('says beside earlier requests that nothing is recorded now', async () => {
    await shown(THREE_FETCHES, { recording: 'paused' });
    expect(document.querySelector('[data-recording="paused"]')).not.toBeNull();
    expect(document.querySelector('[data-part="counts"]')).not.toBeNull();
  });

  test('has a switch that pauses and a choice of tabs', async () => {
    const { settings } = await shown(THREE_FETCHES);
    const pause = () => document.querySelector<HTMLElement>('[data-action="pause"]');
    expect(pause()?.getAttribute('aria-checked')).toBe('false');
    pause()?.click();
    await vi.waitFor(() => expect(pause()?.getAttribute('aria-checked')).toBe('true'));
    const choice = document.querySelector<HTMLSelectElement>('[data-setting="watch"]');
    if (choice) choice.value = 'devtools-tabs';
    choice?.dispatchEvent(new Event('change', { bubbles: true }));
    expect(settings()).toMatchObject({ paused: true, watch: 'devtools-tabs' });
  });

  test('asks for access inside the click, not later', async () => {
    const { requestAccess } = await shown('', { access: 'withheld' });
    document.querySelector<HTMLElement>('[data-action="grant-access"]')?.click();
    expect(requestAccess).toHaveBeenCalledTimes(1);
  });
});
