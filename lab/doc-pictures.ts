import { openPopup } from '../test/support/browser.ts';
import { type LabSession, openLab, runScenarios } from '../test/support/lab.ts';
import { openPanel, type PanelFrame, selectTrace } from '../test/support/panel.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { type Picture, pictureOfDevTools, pictureOfPopup } from './pictures.ts';

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

interface State {
  readonly file: Picture;
  readonly theme: 'light' | 'dark';
  /** Of the panel, in CSS pixels. */
  readonly width?: number;
  /** What a reader does before they see it; by default they look at a blocked request. */
  readonly reach?: (panel: PanelFrame) => Promise<unknown>;
  /** Taken before the page has asked for anything. */
  readonly isFirst?: boolean;
}

const USUAL_WIDTH = 1280;
const WIDEST = 1600;

/** Real states of the panel, one a picture; the popup's two are beside them. */
const STATES: readonly State[] = [
  { file: 'first-run.png', theme: 'light', isFirst: true, reach: async () => undefined },
  { file: 'example.png', theme: 'light', isFirst: true, reach: openExample },
  { file: 'panel-light.png', theme: 'light' },
  { file: 'panel-dark.png', theme: 'dark' },
  { file: 'narrow-320.png', theme: 'light', width: 320 },
  { file: 'medium-600.png', theme: 'light', width: 600 },
  { file: 'wide-1600.png', theme: 'dark', width: WIDEST },
  { file: 'fix.png', theme: 'light', reach: (panel) => scrolledTo(panel, '[data-part="fix-card"]') },
  { file: 'story.png', theme: 'light', reach: (panel) => scrolledTo(panel, '[data-part="sequence"]') },
  { file: 'what-if.png', theme: 'light', reach: whatIf },
  { file: 'settings.png', theme: 'light', reach: openSettings },
  { file: 'not-my-server.png', theme: 'light', reach: notMine },
];

/** Writes each state to `folder` as a PNG file. */
export async function takeDocPictures(folder: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    const opened = await openLab({ theme, args: [`--window-size=${WIDEST},1100`] });
    try {
      const panel = await openPanel(opened.session, opened.page);
      const states = STATES.filter((state) => state.theme === theme);
      for (const state of states.filter(({ isFirst }) => isFirst)) await take(panel, state, folder);
      if (await panel.$('[data-action="back-to-live"]')) await panel.click('[data-action="back-to-live"]');
      await runScenarios(opened, SHOWN);
      await waitFor(() => allRowsDecided(panel), 'the panel to show every verdict');
      for (const state of states.filter(({ isFirst }) => !isFirst)) {
        await becomeWide(panel, USUAL_WIDTH);
        await selectTrace(panel, '/middleware-refused-preflight/');
        await take(panel, state, folder);
      }
      if (theme === 'light') await pictureOfPopup(opened, `${folder}/popup.png`);
      else await darkPopup(opened, `${folder}/popup-dark.png`);
    } finally {
      await opened.close();
    }
  }
}

async function take(panel: PanelFrame, { file, reach, width = USUAL_WIDTH }: State, folder: string): Promise<void> {
  await becomeWide(panel, width);
  await reach?.(panel);
  await pictureOfDevTools(panel, `${folder}/${file}`);
  const close = await panel.$('dialog[open] [data-action^="close-"]');
  await close?.click();
  await panel.waitForSelector('dialog[open]', { hidden: true });
}

async function becomeWide(panel: PanelFrame, width: number): Promise<void> {
  const frame = await panel.frameElement();
  await frame?.evaluate((element, pixels) => {
    (element as HTMLElement).style.width = `${pixels}px`;
  }, width);
  await waitFor(() => panel.evaluate((pixels) => innerWidth === pixels, width), `a panel ${width} pixels wide`);
}

async function openExample(panel: PanelFrame): Promise<void> {
  await panel.click('[data-action="show-example"]');
  await panel.waitForSelector('[data-part="detail"] [data-part="headline"]');
}

async function openSettings(panel: PanelFrame): Promise<void> {
  await panel.click('[data-action="settings"]');
  await panel.waitForSelector('[data-part="settings"][open]');
}

async function notMine(panel: PanelFrame): Promise<void> {
  await (await panel.waitForSelector('[data-action="not-my-server"]'))?.click();
  await scrolledTo(panel, '[data-part="fix-card"]');
}

async function whatIf(panel: PanelFrame): Promise<void> {
  const toggle = await panel.waitForSelector('[data-toggles="what-if"]');
  if (await toggle?.evaluate((element) => element.getAttribute('aria-expanded') === 'false')) await toggle?.click();
  await panel.waitForSelector('[data-part="what-if"][data-open="true"]');
  await scrolledTo(panel, '[data-part="what-if"]');
}

async function scrolledTo(panel: PanelFrame, selector: string): Promise<void> {
  const part = await panel.waitForSelector(selector);
  await part?.evaluate((element) => {
    // Nothing but the pane scrolls, as under a reader's wheel.
    const pane = element.closest('[data-part="detail"]');
    if (pane) pane.scrollTop += element.getBoundingClientRect().top - pane.getBoundingClientRect().top - 8;
  });
}

async function darkPopup({ session, lab }: LabSession, path: Picture): Promise<void> {
  const popup = await openPopup(session, lab.pageUrl);
  await popup.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await popup.waitForSelector('html[data-theme="dark"]');
  await popup.setViewport({ width: 360, height: 560, deviceScaleFactor: 2 });
  await popup.screenshot({ path });
  await popup.close();
}

async function allRowsDecided(panel: PanelFrame): Promise<boolean> {
  const verdicts = await panel.$$eval('[data-trace-id]', (rows) => rows.map((row) => row.getAttribute('data-verdict')));
  return verdicts.length >= SHOWN.length && !verdicts.includes('undetermined');
}
