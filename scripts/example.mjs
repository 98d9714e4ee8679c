// Writes the example that the panel offers when it is empty: `node scripts/example.mjs`. Run it after a change of the lab
// or of the report's format.
import { join } from 'node:path';
import { findOrInstallBrowser } from './browser.mjs';
import { readFlags, runMain, say, step } from './progress.mjs';
import { ensureInstalled, root } from './setup.mjs';

await runMain(async () => {
  readFlags('node scripts/example.mjs\n\nRuns the lab in a real browser and writes src/panel/example-report.json.', []);
  await ensureInstalled();
  await findOrInstallBrowser(say);
  const { build, runnerImport } = await import('vite');
  await step('Building the extension', () => build({ root, logLevel: 'warn' }));
  /** @type {{ module: typeof import('../lab/example-report.ts') }} */
  const { module: example } = await runnerImport(join(root, 'lab/example-report.ts'), { root, logLevel: 'warn' });
  await step('Recording the example', () => example.writeExampleReport(join(root, 'src/panel/example-report.json')));
  return 0;
});
