// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';
import { App } from '../../src/panel/components/app.tsx';
import { createPanelState } from '../../src/panel/state.ts';
import { memorySource } from '../support/panel-source.ts';

afterEach(() => {
  render(null, document.body);
});

const PAGE = 'page http://localhost:3000';
const MISSING = `${PAGE}\n> GET http://localhost:8000/items\n< 404\n! net::ERR_FAILED`;
const ALLOWED = `${PAGE}\n> GET http://localhost:8000/items\n< 200
  Access-Control-Allow-Origin: http://localhost:3000\nVary: Origin\n! completed`;

async function detailOf(id: string, ...transcripts: readonly string[]) {
  const state = createPanelState(memorySource(transcripts.join('\n---\n')).source);
  render(<App state={state} />, document.body);
  state.actions.start();
  await vi.waitFor(() => expect(document.querySelector(`[data-trace-id="${id}"]`)).not.toBeNull());
  state.actions.select(id);
  await vi.waitFor(() => expect(state.selected.value?.trace.id).toBe(id));
  await vi.waitFor(() => expect(document.querySelector('[data-part="detail"]')).not.toBeNull());
  return state;
}

test('what was changed since the endpoint was blocked is shown, with the way to the request before', async () => {
  const state = await detailOf('trace-2', MISSING, ALLOWED);
  await vi.waitFor(() => expect(document.querySelector('[data-change="fixed"]')).not.toBeNull());
  const changed = [...document.querySelectorAll('[data-part="before-after"] [data-changed]')];
  expect(changed.map((line) => line.getAttribute('data-changed'))).toEqual([
    'Status',
    'Access-Control-Allow-Origin',
    'Vary',
  ]);
  document.querySelector<HTMLElement>('[data-part="before-after"] [data-goes-to="trace-1"]')?.click();
  await vi.waitFor(() => expect(state.selected.value?.trace.id).toBe('trace-1'));
});

test('what other requests to the server show leads to one of them', async () => {
  const state = await detailOf('trace-1', MISSING, ALLOWED);
  await vi.waitFor(() => expect(document.querySelector('[data-testimony="statuses"]')).not.toBeNull());
  document.querySelector<HTMLElement>('[data-testimony="statuses"] [data-goes-to="trace-2"]')?.click();
  await vi.waitFor(() => expect(state.selected.value?.trace.id).toBe('trace-2'));
});

test('a request without a past and without company has neither part', async () => {
  await detailOf('trace-1', MISSING);
  expect(document.querySelector('[data-part="before-after"], [data-part="other-requests"]')).toBeNull();
});
