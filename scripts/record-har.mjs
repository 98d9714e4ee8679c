// Runs the lab in Chromium and in Firefox and keeps the HARs of their own DevTools, beside what the extension reported, in
// test/support/har. Run it after a change of the scenarios, or for a new version of a browser.
import { join } from 'node:path';
import { readFlags, runMain, step } from './progress.mjs';
import { ensureInstalled, root } from './setup.mjs';

const USAGE = `node scripts/record-har.mjs

Builds the extension, runs the lab's scenarios in Chromium and in Firefox and writes test/support/har.

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
  const options = { root, configFile: /** @type {const} */ (false), logLevel: /** @type {const} */ ('error') };
  /** @type {{ module: typeof import('../test/support/har/record-chromium.ts') }} */
  const { module: chromium } = await runnerImport(join(root, 'test/support/har/record-chromium.ts'), options);
  /** @type {{ module: typeof import('../test/support/har/record-firefox.ts') }} */
  const { module: firefox } = await runnerImport(join(root, 'test/support/har/record-firefox.ts'), options);
  await step('Record Chromium', () => chromium.recordChromiumHar());
  await step('Record Firefox', () => firefox.recordFirefoxHar());
  return 0;
});
