// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import type { PageFacts } from '../../src/analyzer/trace/observation.ts';
import { App } from '../../src/panel/components/app.tsx';
import { createPanelState } from '../../src/panel/state.ts';
import { memorySource } from '../support/panel-source.ts';
import { parseTranscripts } from '../support/transcript.ts';

const PAGE = 'page http://localhost:5173';
const API = 'http://localhost:3001/items';
const OWN = 'Access-Control-Allow-Origin: http://localhost:5173';
const TWO_CANDIDATES = `${PAGE}\n> OPTIONS ${API}\nAccess-Control-Request-Method: PUT\n< 404\n${OWN}\n! net::ERR_FAILED`;
const IN_FIREFOX = `browser firefox\ncredentials same-origin\n${PAGE}\n> GET ${API}\n< 200\n${OWN}\n! completed`;
const DISAGREEMENT = `credentials same-origin\n${PAGE}\n> GET ${API}?token=s3cret\n< 200\n${OWN}\n! net::ERR_FAILED`;

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  render(null, document.body);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function shown(transcript: string, told?: PageFacts) {
  const memory = memorySource('');
  const traces = parseTranscripts(transcript).map((trace): FetchTrace => {
    return told ? { ...trace, pageReport: { ...trace.pageReport, ...told } } : trace;
  });
  const state = createPanelState(memory.source);
  render(<App state={state} />, document.body);
  state.actions.start();
  await passes();
  memory.change({ traces });
  await passes();
  state.actions.select('trace-1');
  await passes();
  return { memory, state, traces };
}

/** By default longer than the panel rests between two looks at the log, however long these took. */
async function passes(ms = 250): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

function find(selector: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(selector);
}

/** What the recorder in the page would hold of a PUT with these credentials. */
function recordsOf(credentials: string): readonly unknown[] {
  const call = { via: 'fetch', method: 'PUT', url: API, at: 1000, credentials, mode: 'cors', redirect: 'follow' };
  return [[JSON.stringify({ since: 900, dropped: 0, calls: [call], elements: [] })]];
}

describe('two candidates', () => {
  test('are shown with what each leads to', async () => {
    await shown(TWO_CANDIDATES);
    const items = [...document.querySelectorAll('[data-candidate]')];
    expect(items.map((item) => item.querySelector('[data-part="candidate-name"]')?.textContent)).toEqual([
      'PreflightInvalidStatus',
      'PreflightInvalidAllowCredentials',
    ]);
  });

  test('are settled by one click, a reload, and what the page then says', async () => {
    const { memory } = await shown(TWO_CANDIDATES);
    expect(memory.calls).toEqual([]);
    expect(find('[data-part="settle"]')?.getAttribute('data-missing')).toBe('credentials-mode');
    memory.page.records = recordsOf('include');
    find('[data-action="settle"]')?.click();
    await passes(1750);
    expect(memory.calls).toEqual(['reload recorded', 'read records']);
    expect(memory.page.reports).toEqual([
      { requestId: 'trace-1', credentialsMode: 'include', mode: 'cors', redirectMode: 'follow' },
    ]);
  });

  test('are not asked about twice, and not at all once the recorder is gone', async () => {
    const { memory, state, traces } = await shown(TWO_CANDIDATES);
    memory.page.records = recordsOf('omit');
    await state.actions.settle();
    await passes(1750);
    memory.change({ traces: [...traces] });
    await passes(1750);
    expect(memory.page.reports).toHaveLength(1);
    memory.page.records = [];
    memory.change({});
    await passes(1750);
    expect(state.settling.value).toBe('off');
    const asked = memory.calls.length;
    memory.change({});
    await passes(1750);
    expect(memory.calls).toHaveLength(asked);
  });

  test.each([
    TWO_CANDIDATES.replace(PAGE, `${PAGE}\ncredentials omit`),
    TWO_CANDIDATES.replace(PAGE, `${PAGE}\nservice-worker`),
  ])('are no reason to reload where the page has told, or is not who asked', async (transcript) => {
    await shown(transcript);
    await vi.waitFor(() => expect(find('[data-part="detail"]')).not.toBeNull());
    expect(find('[data-action="settle"]')).toBeNull();
  });
});

describe("the page's own timeline", () => {
  const timings = (status: number) => [[JSON.stringify([{ url: API, at: 1000, status }])]];

  test('is read where the browser does not tell how a request ended', async () => {
    const memory = memorySource(IN_FIREFOX);
    memory.page.timings = timings(0);
    createPanelState(memory.source).actions.start();
    await passes(1750);
    expect(memory.page.reports).toEqual([{ requestId: 'trace-1', couldRead: false }]);
  });

  test('is left alone where the browser tells', async () => {
    const { memory } = await shown(IN_FIREFOX.replace('browser firefox', 'browser chromium'));
    await passes(5000);
    expect(memory.calls).toEqual([]);
  });

  test('is asked three times at most', async () => {
    const { memory } = await shown(IN_FIREFOX);
    await passes(20_000);
    expect(memory.calls).toEqual(['read timings', 'read timings', 'read timings']);
  });

  test('corroborates, and is shown as what it is', async () => {
    await shown(IN_FIREFOX, { couldRead: true });
    expect(find('[data-part="page-outcome"]')?.textContent).toContain('page-reported');
    expect(find('[data-part="disagreement"]')).toBeNull();
  });

  test('contradicts visibly, and the verdict stands', async () => {
    await shown(IN_FIREFOX, { couldRead: false });
    expect(find('[data-part="disagreement"]')?.getAttribute('data-with')).toBe('page');
    expect(find('[data-trace-id]')?.getAttribute('data-verdict')).toBe('allowed');
  });
});

test('a disagreement is copied as a report of its one request, masked', async () => {
  const writeText = vi.fn<(text: string) => Promise<void>>(async () => undefined);
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  await shown(DISAGREEMENT.replace('s3cret', '‹redacted›'));
  expect(find('[data-part="disagreement"]')?.getAttribute('data-with')).toBe('browser');
  find('[data-action="copy-disagreement"]')?.click();
  await passes();
  const report = JSON.parse(writeText.mock.lastCall?.[0] ?? 'null');
  expect(report).toMatchObject({
    format: 'whycors-report/1',
    generator: 'whycors 1.2.3',
    policies: [],
    traces: [{ id: 'trace-1', expected: 'allowed', observed: 'blocked' }],
  });
  expect(report.traces).toHaveLength(1);
});

test('the other engine and the Standard are quoted', async () => {
  await shown(`${PAGE}\n> GET ${API}\n< 200\n! net::ERR_FAILED`);
  const said = [...document.querySelectorAll('[data-part="readings"] [data-dialect]')].map((reading) => [
    reading.getAttribute('data-dialect'),
    reading.getAttribute('data-says'),
  ]);
  expect(said).toEqual([
    ['firefox', 'blocked'],
    ['standard', 'blocked'],
  ]);
});
