import { mkdir, rm, writeFile } from 'node:fs/promises';
import { exportReport } from '../test/support/browser.ts';
import { watchCors } from '../test/support/cors-watch.ts';
import { type LabSession, labPageErrors, openLab, runScenario, settledReport, traceOf } from '../test/support/lab.ts';
import { openPanel } from '../test/support/panel.ts';
import { takePictures } from './pictures.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { firstFixes, linesOf, type Run, type VerdictRow, verdictRow } from './verdict-table.ts';

type Say = (line: string) => void;

/** Opens lab, DevTools and panel in a window and waits for Ctrl-C or for the browser to be closed. Returns the exit code. */
export async function showInWindow({ pagePort, say }: { pagePort: number; say: Say }): Promise<number> {
  const opened = await openLab({ pagePort, headless: false, keepOnSignals: true });
  try {
    const over = ended(opened);
    const shown = openPanel(opened.session, opened.page).then(() => {
      say(`The lab is at ${opened.lab.pageUrl}, with the CORS panel in DevTools. Ctrl-C ends both.`);
      return over;
    });
    say(await Promise.race([over, shown]));
    return 0;
  } finally {
    await opened.close();
  }
}

/** Resolves with the reason to stop. */
function ended({ session }: LabSession): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => resolve('Closing the browser and the lab'));
    }
    session.browser.once('disconnected', () => resolve('The browser was closed; ending the lab'));
  });
}

/**
 * Runs every scenario without a window, prints the table of verdicts, and writes pictures and report to `folder`.
 * Returns 0 when page, browser and extension agree with every declaration, else 1.
 */
export async function showInTerminal(options: { pagePort: number; say: Say; folder: string }): Promise<number> {
  const { pagePort, say, folder } = options;
  const opened = await openLab({ pagePort });
  try {
    say(`The lab is at ${opened.lab.pageUrl}; opening DevTools`);
    const panel = await openPanel(opened.session, opened.page);
    const runs = await runEverything(opened, say);
    say('> Collecting the verdicts');
    const rows = await verdictRows(opened, runs, say);
    const pageErrors = await labPageErrors(opened.page);
    const wrong = rows.filter((row) => row.wrong.length > 0).length;
    const lines = [
      ...rows.flatMap(linesOf),
      ...pageErrors.map((error) => `✘ error of the lab page: ${error}`),
      '',
      `${rows.length - wrong} of ${rows.length} verdicts are as the lab declares`,
    ];
    for (const line of lines) say(line);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/verdicts.txt`, `${lines.join('\n')}\n`);
    const report = await exportReport(opened.session, opened.lab.pageUrl);
    await writeFile(`${folder}/report.json`, `${JSON.stringify(report, null, 2)}\n`);
    const pictures = await takePictures(opened, panel, folder);
    say(`Written to ${folder}: verdicts.txt, report.json, ${pictures.join(', ')}`);
    return wrong === 0 && pageErrors.length === 0 ? 0 : 1;
  } finally {
    await opened.close();
  }
}

async function runEverything({ page }: LabSession, say: Say): Promise<ReadonlyMap<string, Run>> {
  const watch = await watchCors(page);
  const runs = new Map<string, Run>();
  for (const [index, { id }] of SCENARIOS.entries()) {
    if (index % 10 === 0) {
      say(`> Scenarios ${index + 1} to ${Math.min(index + 10, SCENARIOS.length)} of ${SCENARIOS.length}`);
    }
    const seen = await runScenario(page, id);
    runs.set(id, { seen, browser: await watch.verdictOf(`/${id}/`) });
  }
  return runs;
}

async function verdictRows(opened: LabSession, runs: ReadonlyMap<string, Run>, say: Say): Promise<VerdictRow[]> {
  await settledReport(opened, [...runs.keys()]).catch((error: Error) => say(`  ${error.message}`));
  const { traces } = await exportReport(opened.session, opened.lab.pageUrl);
  const fixes = await firstFixes(opened);
  return SCENARIOS.flatMap((scenario) => {
    const run = runs.get(scenario.id);
    const trace = traceOf(traces, scenario.id);
    return run === undefined ? [] : [verdictRow(scenario, run, trace, fixes.get(trace?.id ?? ''))];
  });
}
