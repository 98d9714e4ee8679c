import { expect } from 'vitest';
import type { ReportJson } from '../../src/analyzer/report-json.ts';
import type { StackId } from '../../src/analyzer/server/server-guess.ts';
import type { PanelFrame } from '../support/panel.ts';

/**
 * Whatever the report of the panel's tab says of a server: the stack is one of those that run there, or no stack is named. A
 * wrong one would come with a fix for somebody else's server. Returns which it is; null when some request names none.
 */
export async function guessedStack(panel: PanelFrame, running: readonly StackId[]): Promise<StackId | null> {
  const report = (await panel.evaluate(() =>
    chrome.runtime.sendMessage({ type: 'report/export', tabId: chrome.devtools.inspectedWindow.tabId }),
  )) as ReportJson;
  const guesses = report.traces.map(({ server }) => server);
  expect(guesses).not.toEqual([]);
  for (const { stack, evidence } of guesses) expect([...running, null], evidence.join('\n')).toContain(stack);
  return running.find((stack) => guesses.every((guess) => guess.stack === stack)) ?? null;
}
