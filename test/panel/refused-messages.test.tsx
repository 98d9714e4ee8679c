// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';
import { SettingsDialog } from '../../src/panel/components/settings-dialog.tsx';
import { createPanelState } from '../../src/panel/state.ts';
import { memorySource } from '../support/panel-source.ts';

afterEach(() => render(null, document.body));

async function settingsWith(refused: number): Promise<string | undefined> {
  const answered = vi.fn(async () => ({ refused }));
  const state = createPanelState({ ...memorySource('').source, refused: answered });
  render(<SettingsDialog state={state} />, document.body);
  await vi.waitFor(() => expect(answered).toHaveBeenCalledOnce());
  await vi.waitFor(() => expect(state.refused.value).toBe(refused));
  await new Promise((resolve) => setTimeout(resolve));
  return document.querySelector('[data-part="refused"]')?.textContent ?? undefined;
}

test('messages without an answer are counted at the end of the settings', async () => {
  expect(await settingsWith(3)).toMatch(/^3 messages /);
  render(null, document.body);
  expect(await settingsWith(1)).toMatch(/^1 message /);
});

test('nothing is said of them where there were none', async () => {
  expect(await settingsWith(0)).toBeUndefined();
});
