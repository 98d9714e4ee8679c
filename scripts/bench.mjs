// Measures what pages, background, analysis and panel take and writes docs/performance.md: `npm run bench`.
import { join } from 'node:path';
import { findOrInstallBrowser } from './browser.mjs';
import { readFlags, runMain, say, step } from './progress.mjs';
import { ensureInstalled, root } from './setup.mjs';

const ROUNDS = 5;

await runMain(async () => {
  readFlags(
    'npm run bench\n\nMeasures pages, background, analysis, panel and sizes, and writes docs/performance.md.',
    [],
  );
  await ensureInstalled();
  await findOrInstallBrowser(say);
  const { runnerImport } = await import('vite');
  /** @type {{ module: typeof import('../bench/run.ts') }} */
  const { module: bench } = await runnerImport(join(root, 'bench/run.ts'), { root, logLevel: 'warn' });
  const page = join(root, 'docs/performance.md');
  say(await bench.runBench(root, page, ROUNDS, step));
  return 0;
});
