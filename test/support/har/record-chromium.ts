import type { ReportJson } from '../../../src/analyzer/report-json.ts';
import { openLab, runScenario, settledReport } from '../lab.ts';
import { openPanel } from '../panel.ts';
import { RECORDED_SCENARIOS, writeRecordedHar } from './recorded-har.ts';

/** Runs the lab in Chromium with DevTools open and keeps DevTools' own HAR of it beside what the extension reported. */
export async function recordChromiumHar(): Promise<void> {
  const opened = await openLab({ devtools: true });
  try {
    const panel = await openPanel(opened.session, opened.page);
    for (const id of RECORDED_SCENARIOS) await runScenario(opened.page, id);
    const report: ReportJson = await settledReport(opened, RECORDED_SCENARIOS);
    const log = await panel.evaluate(
      () =>
        new Promise<unknown>((resolve) => {
          const { devtools } = chrome as unknown as {
            devtools: { network: { getHAR(callback: (log: unknown) => void): void } };
          };
          devtools.network.getHAR(resolve);
        }),
    );
    writeRecordedHar('chromium', { log }, report);
  } finally {
    await opened.close();
  }
}
