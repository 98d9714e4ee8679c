// Renders icons/*.svg to the PNGs that the manifest names: `node scripts/icons.mjs`. Needed only when a drawing changes.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer';
import { findBrowser } from './browser.mjs';

const icons = new URL('../icons/', import.meta.url);

/** Below 48 pixels the arrow of the full drawing is a smudge, so those sizes have a drawing of their own. */
const sources = { 16: 'whycors-small.svg', 32: 'whycors-small.svg', 48: 'whycors.svg', 128: 'whycors.svg' };

const executablePath = findBrowser();
if (executablePath === undefined) throw new Error('no Chromium-based browser here: set CHROME_PATH to one');
const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  for (const [size, source] of Object.entries(sources)) {
    const width = Number(size);
    await page.setViewport({ width, height: width });
    await page.setContent(
      `<style>body{margin:0}svg{display:block}</style>${await readFile(new URL(source, icons), 'utf8')}`,
    );
    await page.screenshot({
      path: /** @type {`${string}.png`} */ (fileURLToPath(new URL(`${size}.png`, icons))),
      omitBackground: true,
    });
  }
} finally {
  await browser.close();
}
