import type { Page } from 'puppeteer';
import { type Lab, startLab } from '../../lab/main.ts';
import type { Seen } from '../../lab/scenario.ts';
import type { TraceJson } from '../../src/analyzer/report-json.ts';
import { type LaunchOptions, launchWithExtension, type Session } from './browser.ts';

export interface LabSession {
  readonly lab: Lab;
  readonly session: Session;
  /** The lab page, loaded. */
  readonly page: Page;
  close(): Promise<void>;
}

/** Starts the lab and a browser with the extension, and opens the lab page in it. */
export async function openLab(options: LaunchOptions = {}): Promise<LabSession> {
  const lab = await startLab();
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

/** Errors of the lab page itself; there should be none. */
export async function labPageErrors(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (window as unknown as { lab: { errors: string[] } }).lab.errors);
}

/** The trace that a scenario is about: the last one whose URL belongs to it. */
export function traceOf(traces: readonly TraceJson[], scenarioId: string): TraceJson | undefined {
  return traces.findLast((trace) => trace.url.includes(`/${scenarioId}/`));
}
