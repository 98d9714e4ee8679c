import { openLab, runScenario, settledReport } from '../test/support/lab.ts';
import { openPanel, type PanelFrame, selectTrace } from '../test/support/panel.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { pictureOfDevTools, pictureOfPopup } from './pictures.ts';

/** A bit of everything, as a developer would meet it. */
const SHOWN = [
  'allowed-get',
  'allowed-put',
  'middleware-refused-preflight',
  'error-500',
  'preflight-slash-redirect',
  'wildcard-credentials',
  'server-down',
  'no-cors',
];

/** Real states of panel and popup, written to `folder` as PNG files. */
export async function takeDocPictures(folder: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    const opened = await openLab({ theme, args: ['--window-size=1280,1100'] });
    try {
      const panel = await openPanel(opened.session, opened.page);
      for (const id of SHOWN) await runScenario(opened.page, id);
      await settledReport(opened, SHOWN);
      await waitFor(() => allRowsDecided(panel, SHOWN.length), 'the panel to show every verdict');
      await selectTrace(panel, '/middleware-refused-preflight/');
      await pictureOfDevTools(panel, `${folder}/panel-${theme}.png`);
      if (theme === 'light') await pictureOfPopup(opened, `${folder}/popup.png`);
    } finally {
      await opened.close();
    }
  }
}

async function allRowsDecided(panel: PanelFrame, count: number): Promise<boolean> {
  const verdicts = await panel.$$eval('[data-trace-id]', (rows) => rows.map((row) => row.getAttribute('data-verdict')));
  return verdicts.length >= count && !verdicts.includes('undetermined');
}
