// Runs the oracle's cases in a real browser and records what the extension stores and what the browser says, below
// test/conformance/recorded. Run it after a change of the cases or of what is stored.
import { join } from 'node:path';
import { readFlags, runMain, say, step } from './progress.mjs';
import { ensureInstalled, root } from './setup.mjs';

const USAGE = `node scripts/record.mjs

Builds the extension, runs the cases of test/oracle in Chromium and in Firefox and writes test/conformance/recorded.

Environment:
  CHROME_PATH   the browser program to use
  FIREFOX_PATH  the Firefox to use`;

await runMain(async () => {
  readFlags(USAGE, []);
  await ensureInstalled();
  const { build, runnerImport } = await import('vite');
  await step('Build', async () => {
    await build({ root, logLevel: 'error' });
    await build({ root, logLevel: 'error', mode: 'firefox' });
  });
  /** @type {{ module: typeof import('../test/oracle/record-chromium.ts') }} */
  const { module: chromium } = await load('test/oracle/record-chromium.ts');
  /** @type {{ module: typeof import('../test/oracle/record-firefox.ts') }} */
  const { module: firefox } = await load('test/oracle/record-firefox.ts');
  const wrong = [
    ...(await step('Record Chromium', () => chromium.recordChromium())),
    ...(await step('Record Firefox', () => firefox.recordFirefox())),
  ];
  for (const complaint of wrong) say(complaint);
  if (wrong.length > 0) say('The extension and the browser disagree: nothing was recorded there.');
  return wrong.length === 0 ? 0 : 1;

  /** @param {string} path */
  function load(path) {
    return runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' });
  }
});
