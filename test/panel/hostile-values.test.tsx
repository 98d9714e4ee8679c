// @vitest-environment happy-dom
import { render } from 'preact';
import ts from 'typescript';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import { App } from '../../src/panel/components/app.tsx';
import { createPanelState } from '../../src/panel/state.ts';
import { App as Popup } from '../../src/popup/components/app.tsx';
import { createPopupState } from '../../src/popup/state.ts';
import { CANARY, HOSTILE_VALUES, hostileSession, PLACES, type Place } from '../security/hostile-values.ts';
import { memorySource } from '../support/panel-source.ts';
import { filesBelow, parse, visit } from '../support/source-files.ts';

afterEach(() => render(null, document.body));

const { elements: ELEMENTS, attributes: ATTRIBUTES } = writtenMarkup();

/** Elements that load, run or style something. The pages of the extension make none of them. */
const NEVER = 'script, style, link, iframe, frame, object, embed, img, image, meta, base, video, audio, use';

/** Each value once in the detail, in one place after the other; in the nightly each in every place. */
const { NIGHTLY } = process.env;
const isOpened = (index: number, place: Place) => NIGHTLY === '1' || index % PLACES.length === PLACES.indexOf(place);

describe.each(PLACES)('hostile values as %s', (place) => {
  test('are text in the panel: no element, no attribute and no address comes of them', async () => {
    const sessions = HOSTILE_VALUES.map((_, index) => tracesOf(index, place));
    const traces = sessions.flat();
    const memory = memorySource('', { origin: HOSTILE_VALUES[0]?.[1] ?? null });
    memory.change({ traces });
    const state = createPanelState(memory.source);
    render(<App state={state} />, document.body);
    state.actions.start();
    await vi.waitFor(() => expect(state.ofThisPage.value).toHaveLength(traces.length), { timeout: 30_000 });
    for (const [index, session] of sessions.entries()) {
      const trace = session[(index + PLACES.indexOf(place)) % Math.max(1, session.length)];
      if (!trace || !isOpened(index, place)) continue;
      state.actions.select(trace.id);
      await vi.waitFor(() => expect(document.querySelector('[data-part="headline"]')).not.toBeNull());
      expect({ attempt: HOSTILE_VALUES[index]?.[0], wrong: wrongIn(document.body) }).toMatchObject({ wrong: [] });
    }
    expect(document.body.textContent).toContain('localhost');
  });

  test('are text in the popup', async () => {
    for (const [index, [attempt, value]] of HOSTILE_VALUES.entries()) {
      if (!isOpened(index + 1, place)) continue;
      const memory = memorySource('', { origin: value });
      memory.change({ traces: tracesOf(index, place) });
      const state = createPopupState({ ...memory.source, requestAccess: async () => true });
      render(<Popup state={state} />, document.body);
      await state.actions.start();
      await vi.waitFor(() => expect(document.querySelector('[data-part="counts"], [data-state]')).not.toBeNull());
      expect({ attempt, wrong: wrongIn(document.body) }).toMatchObject({ wrong: [] });
      render(null, document.body);
    }
  });
});

test.each([
  '<img src="x">',
  '<p onmouseover="canary()">x</p>',
  '<a href="javascript:canary()">x</a>',
  '<canary>x</canary>',
  '<p canary="">x</p>',
  '<p style="background: url(//evil.example/canary)">x</p>',
])('%s would be found', (markup) => {
  const element = document.createElement('div');
  element.innerHTML = markup;
  expect(wrongIn(element)).not.toEqual([]);
});

function tracesOf(index: number, place: Place): readonly FetchTrace[] {
  const observations = hostileSession(HOSTILE_VALUES[index]?.[1] ?? '', place).map((one) => ({
    ...one,
    requestId: `${index} ${one.requestId}`,
  }));
  return assemble(observations, 'chromium');
}

/** Everything in a document that the components did not write down themselves. */
function wrongIn(root: Element): readonly string[] {
  const wrong = [...root.querySelectorAll(NEVER)].map((element) => `<${element.localName}>`);
  for (const element of root.querySelectorAll('*')) {
    if (!ELEMENTS.has(element.localName)) wrong.push(`<${element.localName}>`);
    for (const { name, value } of element.attributes) {
      if (!ATTRIBUTES.has(name.toLowerCase()) || name.startsWith('on')) wrong.push(`${name}="${value}"`);
      if (name === 'href' && !/^https:\/\/[a-z.-]+\.(?:org|com)\//.test(value)) wrong.push(`${name}="${value}"`);
      if (ACTING.has(name) && value.includes(CANARY)) wrong.push(`${name}="${value}"`);
    }
  }
  return wrong;
}

/** Attributes whose value is more than text to their element. */
const ACTING = new Set(['href', 'src', 'style', 'class', 'action', 'formaction', 'srcdoc', 'target', 'rel']);

/** Names of the elements and attributes in the source of the components. */
function writtenMarkup() {
  const elements = new Set<string>();
  // One component writes the name of what it lets choose.
  const attributes = new Set<string>(['for', 'data-scope', 'data-extent', 'data-version']);
  for (const path of ['src/panel', 'src/popup', 'src/ui'].flatMap((folder) => filesBelow(folder, ['.ts', '.tsx']))) {
    visit(parse(path), (node) => {
      if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) elements.add(node.tagName.getText());
      if (ts.isJsxAttribute(node)) attributes.add(attributeName(node.name.getText()));
      if (ts.isCallExpression(node)) {
        const [called = '', named] = [node.expression.getText().split('.').at(-1), node.arguments[0]];
        if (['setAttribute', 'toggleAttribute'].includes(called) && named && ts.isStringLiteral(named))
          attributes.add(named.text);
      }
      // Several attributes at once are an object, and so is a set of them that a function returns.
      if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name)) attributes.add(node.name.text);
    });
  }
  return { elements, attributes };
}

function attributeName(written: string): string {
  const known: Readonly<Record<string, string>> = { className: 'class', htmlFor: 'for', tabIndex: 'tabindex' };
  return known[written] ?? written.toLowerCase();
}
