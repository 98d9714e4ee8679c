import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { type LabSession, openLab, runScenarios } from '../test/support/lab.ts';
import { openPanel, type PanelFrame, selectTrace } from '../test/support/panel.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { type Picture, pictureOfDevTools, pictureOfPopup } from './pictures.ts';

/** What the stores ask for, in pixels. */
const SCREENSHOT = { width: 1280, height: 800 };
const TILE = { width: 440, height: 280 };

/** What the page of the pictures has asked for. */
const SHOWN = [
  'allowed-get',
  'allowed-put',
  'django-refused',
  'middleware-refused-preflight',
  'error-500',
  'preflight-slash-redirect',
  'wildcard-credentials',
  'server-down',
];

interface State {
  readonly file: Picture;
  readonly theme: 'light' | 'dark';
  /** The request that is selected. */
  readonly scenario: string;
  /** A part of the detail that is scrolled to; the top of it when there is none. */
  readonly part?: string;
}

/** Real states of the panel, one a picture, in the order in which a store shows them. */
const STATES: readonly State[] = [
  { file: '1-why-it-failed.png', theme: 'light', scenario: 'middleware-refused-preflight' },
  { file: '2-what-to-paste.png', theme: 'light', scenario: 'django-refused', part: 'fix-card' },
  { file: '3-why-it-passed.png', theme: 'light', scenario: 'allowed-put' },
  { file: '4-dark.png', theme: 'dark', scenario: 'error-500' },
];
const POPUP = '5-popup.png';
/** Height of what is shown of the popup, in widths: below it is nothing. */
const POPUP_SHAPE = 1.24;

/** Writes the stores' screenshots and the tile to `folder`. */
export async function takeStorePictures(folder: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    const profile = await profileWith(theme);
    const opened = await openLab({ userDataDir: profile, args: ['--window-size=1280,1300'] });
    try {
      const panel = await panelOfAll(opened);
      for (const state of STATES.filter((one) => one.theme === theme)) await take(panel, state, folder);
      if (theme === 'light') await composed(opened, folder);
    } finally {
      await opened.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

/** A profile whose DevTools are as high as the picture. */
async function profileWith(theme: 'light' | 'dark'): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), 'whycors-pictures-'));
  const preferences = {
    'ui-theme': JSON.stringify(theme === 'dark' ? 'dark' : 'default'),
    currentDockState: '"bottom"',
    'inspector-view.split-view-state': JSON.stringify({ horizontal: { size: SCREENSHOT.height } }),
  };
  await mkdir(join(profile, 'Default'));
  await writeFile(
    join(profile, 'Default', 'Preferences'),
    JSON.stringify({
      profile: { cookie_controls_mode: 0, block_third_party_cookies: false },
      devtools: { preferences },
    }),
  );
  return profile;
}

async function panelOfAll(opened: LabSession): Promise<PanelFrame> {
  const panel = await openPanel(opened.session, opened.page);
  await runScenarios(opened, SHOWN);
  await waitFor(
    () =>
      panel.$$eval(
        '[data-trace-id]',
        (rows, count) =>
          rows.length >= count && rows.every((row) => row.getAttribute('data-verdict') !== 'undetermined'),
        SHOWN.length,
      ),
    'the panel to show every verdict',
  );
  return panel;
}

async function take(panel: PanelFrame, { file, scenario, part }: State, folder: string): Promise<void> {
  await selectTrace(panel, `/${scenario}/`);
  if (part !== undefined) {
    await panel.$eval(`[data-part="${part}"]`, (element) => {
      // Only the pane is scrolled, not what is around it.
      const pane = element.closest('[data-part="detail"]');
      pane?.scrollBy(0, element.getBoundingClientRect().top - pane.getBoundingClientRect().top);
    });
  }
  await pictureOfDevTools(panel, `${folder}/${file}`, SCREENSHOT.height);
}

/** What is smaller than a picture has to be stands on a plain ground. */
async function composed(opened: LabSession, folder: string): Promise<void> {
  const popup: Picture = `${folder}/popup-alone.png`;
  await pictureOfPopup(opened, popup);
  const page = await opened.session.browser.newPage();
  try {
    const [shown, icon] = [await dataUrl(popup), await dataUrl('icons/128.png')];
    const alone = (width: number) =>
      `<div class="popup" style="width:${width}px;height:${width * POPUP_SHAPE}px"><img src="${shown}" width="${width}"></div>`;
    await pictureOfMarkup(page, SCREENSHOT, alone(500), `${folder}/${POPUP}`);
    const words = `<div><img src="${icon}" width="64"><h1>WhyCORS</h1><p>Why it failed, and what to paste</p></div>`;
    await pictureOfMarkup(page, TILE, words + alone(190), `${folder}/tile.png`);
  } finally {
    await page.close();
    await rm(popup, { force: true });
  }
}

async function pictureOfMarkup(
  page: Page,
  size: { readonly width: number; readonly height: number },
  content: string,
  path: Picture,
): Promise<void> {
  await page.setViewport({ ...size, deviceScaleFactor: 1 });
  await page.setContent(`<!doctype html><style>${GROUND}</style>${content}`);
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
  await page.screenshot({ path, clip: { x: 0, y: 0, ...size } });
}

const GROUND = `
  html { height: 100% }
  body { align-items: center; background: #e8edf3; box-sizing: border-box; color: #1f2329; display: flex;
    font-family: system-ui, sans-serif; gap: 20px; height: 100%; justify-content: center; margin: 0 }
  h1 { font-size: 30px; margin: 6px 0 2px }
  p { font-size: 15px; margin: 0; max-width: 170px }
  .popup { border: 1px solid #b8c1cc; border-radius: 8px; box-shadow: 0 6px 24px #1f232933; overflow: hidden }`;

async function dataUrl(file: string): Promise<string> {
  return `data:image/png;base64,${(await readFile(file)).toString('base64')}`;
}
