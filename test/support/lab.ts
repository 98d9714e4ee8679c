import type { Page } from 'puppeteer';
import { type Lab, startLab } from '../../lab/main.ts';
import type { Scenario, Seen } from '../../lab/scenario.ts';
import type { ReportJson, TraceJson } from '../../src/analyzer/report-json.ts';
import { exportReport, type LaunchOptions, launchWithExtension, type Session } from './browser.ts';
import type { BrowserVerdict } from './cors-watch.ts';
import { waitFor } from './wait-for.ts';

export interface LabSession {
  readonly lab: Lab;
  readonly session: Session;
  /** The lab page, loaded. */
  readonly page: Page;
  close(): Promise<void>;
}

/** Starts the lab and a browser with the extension, and opens the lab page in it. */
export async function openLab(options: LaunchOptions & { readonly pagePort?: number } = {}): Promise<LabSession> {
  const lab = await startLab({ pagePort: options.pagePort ?? 0 });
  const session = await launchWithExtension({ ...options, args: [...lab.browserArguments, ...(options.args ?? [])] });
  const [page = await session.browser.newPage()] = await session.browser.pages();
  await page.goto(lab.pageUrl);
  await page.waitForFunction(() => 'lab' in window);
  return {
    lab,
    session,
    page,
    close: async () => {
      await session.close();
      await lab.close();
    },
  };
}

/** Runs one scenario in the lab page and returns what the page saw. */
export async function runScenario(page: Page, id: string): Promise<Seen> {
  return page.evaluate((scenario) => {
    const { lab } = window as unknown as { lab: { run(id: string): Promise<Seen> } };
    return lab.run(scenario);
  }, id);
}

/** Runs these scenarios one after the other, and waits as {@link settledReport} does. */
export async function runScenarios(opened: LabSession, ids: readonly string[]): Promise<ReportJson> {
  for (const id of ids) await runScenario(opened.page, id);
  return settledReport(opened, ids);
}

/** Errors of the lab page itself; there should be none. */
export async function labPageErrors(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (window as unknown as { lab: { errors: string[] } }).lab.errors);
}

/** The trace that a scenario is about: the last one whose URL belongs to it. */
export function traceOf(traces: readonly TraceJson[], scenarioId: string): TraceJson | undefined {
  return traces.findLast((trace) => trace.url.includes(`/${scenarioId}/`));
}

/**
 * Waits until the report of the lab page has a decided trace for each of these scenarios, or one that is open for nothing
 * but what the page has not told.
 */
export async function settledReport({ session, lab }: LabSession, ids: readonly string[]): Promise<ReportJson> {
  let open: readonly string[] = ids;
  const isOver = (id: string, trace: TraceJson | undefined) => {
    const fact = lab.scenarios.find((scenario) => scenario.id === id)?.expect.untilTold;
    return trace !== undefined && (trace.verdict !== 'undetermined' || trace.missing.join() === fact);
  };
  return waitFor(
    async () => {
      const report = await exportReport(session, lab.pageUrl);
      open = ids.filter((id) => !isOver(id, traceOf(report.traces, id)));
      return open.length === 0 && report;
    },
    () => `a decided trace for ${open.join(', ')}`,
  );
}

const OUTCOME_OF = { allowed: 'read', blocked: 'failed', opaque: 'opaque' } as const;

/** What the report has to say: what the scenario imitates, else Express, which is what the lab runs, or nothing. */
function stackOf({ stack }: Scenario['expect'], trace: TraceJson | undefined): string | null {
  if (stack !== undefined) return stack;
  return trace?.server.stack === null ? null : 'express';
}

/**
 * Every way in which page, browser and report differ from what the scenario declares and from each other. `told`: the page
 * has told what it knows.
 */
export function disagreements(
  { expect: declared }: Scenario,
  {
    seen,
    browser,
    trace,
    told = false,
  }: { seen: Seen; browser: BrowserVerdict; trace: TraceJson | undefined; told?: boolean },
): readonly string[] {
  const missing = told ? undefined : declared.untilTold;
  const findings = trace?.findings.map(({ rule }) => rule) ?? [];
  const pairs: readonly [what: string, actual: unknown, expected: unknown][] = [
    ['the page saw', seen.outcome, OUTCOME_OF[declared.verdict]],
    ["the browser's error", browser.corsError, declared.chromium],
    ['the verdict', trace?.verdict, missing === undefined ? declared.verdict : 'undetermined'],
    ['the rule', trace?.cause?.rule ?? null, missing === undefined ? declared.rule : null],
    ['the missing fact', declared.untilTold && trace?.missing.join(), declared.untilTold && (missing ?? '')],
    ["the report's name for the browser's error", trace?.cause?.chromium ?? null, browser.corsError],
    ['the failed parameter', trace?.cause?.failedParameter ?? '', browser.failedParameter],
    ['the stack', trace?.server.stack ?? null, stackOf(declared, trace)],
    ['the findings', declared.findings?.filter((rule) => findings.includes(rule)).join(), declared.findings?.join()],
  ];
  return pairs
    .filter(([, actual, expected]) => actual !== expected)
    .map(([what, actual, expected]) => `${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
