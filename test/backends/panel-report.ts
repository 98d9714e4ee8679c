import { expect } from 'vitest';
import type { ReportJson } from '../../src/analyzer/report-json.ts';
import type { StackId } from '../../src/analyzer/server/server-guess.ts';
import type { PanelFrame } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

/** One request of a page, and the rule that the report has to name as its cause; null: nothing is blocked. */
export type Named = readonly [method: string, path: string, rule: string | null];

/**
 * Waits until the report of the panel's tab says of its last requests, in their order, what is expected: the headline of
 * each is the cause that was declared for it.
 */
export async function namesCauses(panel: PanelFrame, expected: readonly Named[]): Promise<void> {
  let last: readonly Named[] = [];
  await waitFor(
    async () => {
      const { traces } = await reportOf(panel);
      const inOrder = [...traces].sort((a, b) => a.startedAt - b.startedAt).slice(-expected.length);
      last = inOrder.map(({ method, url, verdict, cause }) => [method, pathOf(url), cause?.rule ?? unless(verdict)]);
      return JSON.stringify(last) === JSON.stringify(expected);
    },
    () => `the causes to be\n${lines(expected)}\nand not\n${lines(last)}`,
  );
}

/**
 * Whatever the report of the panel's tab says of a server: the stack is one of those that run there, or no stack is named. A
 * wrong one would come with a fix for somebody else's server. Returns which it is; null when some request names none.
 */
export async function guessedStack(panel: PanelFrame, running: readonly StackId[]): Promise<StackId | null> {
  const guesses = (await reportOf(panel)).traces.map(({ server }) => server);
  expect(guesses).not.toEqual([]);
  for (const { stack, evidence } of guesses) expect([...running, null], evidence.join('\n')).toContain(stack);
  return running.find((stack) => guesses.every((guess) => guess.stack === stack)) ?? null;
}

async function reportOf(panel: PanelFrame): Promise<ReportJson> {
  return (await panel.evaluate(() =>
    chrome.runtime.sendMessage({ type: 'report/export', tabId: chrome.devtools.inspectedWindow.tabId }),
  )) as ReportJson;
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

/** What stands for a rule where there is none. */
function unless(verdict: string): string | null {
  return verdict === 'allowed' ? null : `no rule: ${verdict}`;
}

function lines(named: readonly Named[]): string {
  return named.map(([method, path, rule]) => `${method} ${path}: ${rule}`).join('\n');
}
