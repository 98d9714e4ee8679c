import { analyze } from '../src/analyzer/analyze.ts';
import { describeChange } from '../src/analyzer/fixes/describe.ts';
import type { TraceJson } from '../src/analyzer/report-json.ts';
import { plainText } from '../src/analyzer/rules/prose.ts';
import type { FetchTrace } from '../src/analyzer/trace/fetch-trace.ts';
import { tabIdOf, withExtensionPage } from '../test/support/browser.ts';
import type { BrowserVerdict } from '../test/support/cors-watch.ts';
import { disagreements, type LabSession } from '../test/support/lab.ts';
import type { Scenario, Seen } from './scenario.ts';

/** What page and browser showed when a scenario ran. */
export interface Run {
  readonly seen: Seen;
  readonly browser: BrowserVerdict;
}

export interface VerdictRow {
  readonly id: string;
  readonly browser: string;
  readonly whycors: string;
  readonly fix: string | undefined;
  /** What is not as the lab declares it. */
  readonly wrong: readonly string[];
}

export function verdictRow(
  scenario: Scenario,
  run: Run,
  trace: TraceJson | undefined,
  fix: string | undefined,
): VerdictRow {
  const because = trace?.cause ? `, ${trace.cause.rule}: ${trace.cause.headline}` : '';
  return {
    id: scenario.id,
    browser: browserSaid(run.browser),
    whycors: `${trace?.verdict ?? 'no trace'}${because}`,
    fix,
    wrong: disagreements(scenario, { ...run, trace }),
  };
}

export function linesOf({ id, browser, whycors, fix, wrong }: VerdictRow): readonly string[] {
  return [
    `${wrong.length === 0 ? '✔' : '✘'} ${id}`,
    `    browser  ${browser}`,
    `    WhyCORS  ${whycors}`,
    ...(fix === undefined ? [] : [`    fix      ${fix}`]),
    ...wrong.map((line) => `    WRONG    ${line}`),
  ];
}

/** Per trace id: what to change first, for whatever the server is written in. */
export async function firstFixes({ session, lab }: LabSession): Promise<ReadonlyMap<string, string>> {
  const reply = await withExtensionPage(session, async (page) => {
    const tabId = await tabIdOf(page, lab.pageUrl);
    return page.evaluate((id) => chrome.runtime.sendMessage({ type: 'traces/list', tabId: id, since: 0 }), tabId);
  });
  const { traces } = reply as { traces: readonly FetchTrace[] };
  const fixes = analyze(traces).traces.flatMap(({ trace, cause, findings }) => {
    const [change] = [cause, ...findings].flatMap((diagnosis) => diagnosis?.changes ?? []);
    return change === undefined ? [] : [[trace.id, plainText(describeChange(change))] as const];
  });
  return new Map(fixes);
}

function browserSaid({ state, corsError, errorText }: BrowserVerdict): string {
  if (state !== 'failed') return 'let it through';
  return `blocked it: ${[corsError, errorText].filter((part) => part !== null).join(', ')}`;
}
