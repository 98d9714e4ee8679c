// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { createCallSites } from '../../src/panel/call-sites.ts';
import { App } from '../../src/panel/components/app.tsx';
import { consoleWords } from '../../src/panel/console-words.ts';
import { createPanelState } from '../../src/panel/state.ts';
import { memorySource, THREE_FETCHES } from '../support/panel-source.ts';
import { parseTranscript } from '../support/transcript.ts';

afterEach(() => render(null, document.body));

const REFUSED = `
page http://localhost:5173
> OPTIONS http://localhost:3001/items
Access-Control-Request-Method: PUT
Access-Control-Request-Headers: x-one,x-two
< 204
Access-Control-Allow-Origin: http://localhost:5173
Access-Control-Allow-Methods: PUT
Access-Control-Allow-Headers: X-Two, X-Three
! net::ERR_FAILED
`;

async function shown(transcripts: string) {
  const state = createPanelState(memorySource(transcripts).source);
  render(<App state={state} />, document.body);
  state.actions.start();
  await vi.waitFor(() => find('[data-part="sequence"]'));
  return state;
}

function find(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`${selector} is not in the document`);
  return element;
}

async function rendered(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

function linked(): readonly (string | null)[] {
  const all = [...document.querySelectorAll('[data-linked="true"]')];
  return [...new Set(all.map((element) => element.getAttribute('data-exchange')))];
}

function texts(selector: string): readonly (string | null)[] {
  return [...document.querySelectorAll(selector)].map((element) => element.textContent);
}

describe('the story', () => {
  test('lights up arrow, step and headers of one exchange together, from either side', async () => {
    await shown(REFUSED);
    expect(linked()).toEqual([]);
    const arrow = find('.sequence-message[data-broke="true"]');
    arrow.dispatchEvent(new Event('pointerenter'));
    await rendered();
    expect(linked()).toEqual(['0 preflight response']);
    expect(document.querySelectorAll('[data-linked="true"]')).toHaveLength(3);
    arrow.dispatchEvent(new Event('pointerleave'));
    find('.fold[data-exchange="0 preflight request"]').dispatchEvent(new Event('pointerenter'));
    await rendered();
    expect(linked()).toEqual(['0 preflight request']);
  });

  test('has one tab stop in the diagram, which arrow keys move', async () => {
    await shown(REFUSED);
    const stop = () =>
      [...document.querySelectorAll('.sequence-message[tabindex="0"]')].map((one) => one.getAttribute('data-step'));
    const [first] = stop();
    find(`.sequence-message[data-step="${first}"]`).dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }),
    );
    await rendered();
    expect(stop()).toHaveLength(1);
    expect(stop()[0]).not.toBe(first);
  });

  test('shows the sets of a preflight: asked, allowed, missing', async () => {
    await shown(REFUSED);
    expect(texts('[data-set="headers"] [data-names="asked"] li')).toEqual(['x-one', 'x-two']);
    expect(texts('[data-set="headers"] [data-names="allowed"] li')).toEqual(['X-Two', 'X-Three']);
    expect(texts('[data-set="headers"] [data-names="missing"] li')).toEqual(['x-one']);
    expect(document.querySelector('[data-set="methods"] [data-names="missing"]')).toBeNull();
  });

  test('has no sets where no preflight asked for anything', async () => {
    await shown(THREE_FETCHES);
    expect(document.querySelector('[data-part="sets"]')).toBeNull();
  });

  test('keeps a part closed when another request is chosen', async () => {
    const state = await shown(THREE_FETCHES);
    find('[data-toggles="checks"]').click();
    await rendered();
    expect(document.querySelector('[data-part="checks"] .checks')).toBeNull();
    state.actions.select('trace-2');
    await rendered();
    expect(find('[data-toggles="checks"]').getAttribute('aria-expanded')).toBe('false');
  });
});

describe('the console’s words', () => {
  function words(transcript: string) {
    const [analyzed] = analyze([parseTranscript(transcript)]).traces;
    return analyzed ? consoleWords(analyzed) : [];
  }

  test('are those of the browser that ran the request first, then those of the other', () => {
    expect(words(REFUSED).map(({ browser }) => browser)).toEqual(['chromium', 'firefox']);
    const inFirefox = words(`browser firefox\n${REFUSED.replace('net::ERR_FAILED', 'NS_ERROR_DOM_BAD_URI')}`);
    expect(inFirefox.map(({ browser }) => browser)).toEqual(['firefox', 'chromium']);
    expect(inFirefox[0]?.reason).toContain('‘x-one’');
  });

  test('are none for a fetch that passed, and none of Chromium for a server that is down', () => {
    expect(
      words(
        'page http://localhost:5173\n> GET http://localhost:1/\n< 200\nAccess-Control-Allow-Origin: *\n! completed',
      ),
    ).toEqual([]);
    const down = words('page http://localhost:5173\n> GET http://localhost:1/\n! net::ERR_CONNECTION_REFUSED');
    expect(down.map(({ browser }) => browser)).toEqual(['firefox']);
  });
});

describe('a call site', () => {
  const trace = (id: string, at: number) =>
    parseTranscript('page http://p.example\n> GET https://api.example/x\n< 200\n! completed', id, at);
  const entry = (at: number, line: number, change: object = {}) => ({
    startedDateTime: new Date(at).toISOString(),
    request: { method: 'GET', url: 'https://api.example/x' },
    _resourceType: 'fetch',
    _initiator: {
      type: 'script',
      stack: {
        callFrames: [
          { functionName: 'load', url: 'http://p.example/a.js?token=s3cr3t', lineNumber: line, columnNumber: 2 },
        ],
      },
    },
    ...change,
  });
  function sitesOf(entries: readonly unknown[]) {
    const open = vi.fn();
    const sites = createCallSites({
      watch: (seen) => {
        for (const one of entries) seen(one);
      },
      open,
    });
    return { sites, open };
  }
  const [START] = [50_000];
  const lineOf = (entries: readonly unknown[], at: number, others: readonly number[] = []) => {
    const own = trace('own', at);
    const all = [own, ...others.map((time, index) => trace(`o${index}`, time))];
    return sitesOf(entries).sites.of(own, all)?.frames[0]?.line;
  };

  test('is the one of the request with this URL, method and time', () => {
    expect(lineOf([entry(START, 7)], START + 5)).toBe(7);
  });

  test.each([
    ['another method', [entry(START, 7, { request: { method: 'PUT', url: 'https://api.example/x' } })]],
    ['another URL', [entry(START, 7, { request: { method: 'GET', url: 'https://api.example/y' } })]],
    ['another time', [entry(START - 5000, 7)]],
    ['no initiator', [entry(START, 7, { _initiator: undefined })]],
    ['a preflight', [entry(START, 7, { _initiator: { type: 'preflight', url: 'https://api.example/x' } })]],
    ['something else', [null, 'text', {}, { request: 1 }]],
  ])('is absent for %s', (_name, entries) => {
    expect(lineOf(entries, START + 5)).toBeUndefined();
  });

  test('is absent where two calls from different places could be meant', () => {
    expect(lineOf([entry(START, 7), entry(START + 10, 9)], START + 12, [START + 2])).toBeUndefined();
  });

  test('is absent where one of two requests is not in the log', () => {
    expect(lineOf([entry(START, 7)], START + 12, [START + 2])).toBeUndefined();
  });

  test('is the same for two calls from the same place', () => {
    expect(lineOf([entry(START, 7), entry(START + 10, 7)], START + 12, [START + 2])).toBe(7);
  });

  test('is shown redacted and opened as DevTools know it', () => {
    const own = trace('own', START);
    const { sites, open } = sitesOf([entry(START, 7)]);
    const [frame] = sites.of(own, [own])?.frames ?? [];
    if (!frame) throw new Error('there is no call site');
    expect(frame.shownUrl).not.toContain('s3cr3t');
    sites.open(frame);
    expect(open).toHaveBeenCalledWith('http://p.example/a.js?token=s3cr3t', 7, 2);
  });
});
