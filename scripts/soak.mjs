// A long scripted session in a real browser, with figures at its end: `npm run soak`.
import { join } from 'node:path';
import { findOrInstallBrowser } from './browser.mjs';
import { runMain, say, step } from './progress.mjs';
import { ensureInstalled, root } from './setup.mjs';

const USAGE = `npm run soak [--minutes N]

Runs requests in a real browser for N minutes (default 30), ends the background now and then, and says what was served,
what was seen, and how the memory of the background grew. Needs a build: npm run build.`;

await runMain(async () => {
  const minutes = minutesOf(process.argv.slice(2));
  await ensureInstalled();
  await findOrInstallBrowser(say);
  const { runnerImport } = await import('vite');
  /** @type {{ module: typeof import('../bench/soak.ts') }} */
  const { module: soak } = await runnerImport(join(root, 'bench/soak.ts'), { root, logLevel: 'warn' });
  const { text, lost } = await step(`A session of ${minutes} minutes`, () => soak.runSoak(minutes));
  say(text);
  return lost === 0 ? 0 : 1;
});

/** @param {readonly string[]} flags */
function minutesOf(flags) {
  if (flags.length === 0) return 30;
  const minutes = flags.length === 2 && flags[0] === '--minutes' ? Number(flags[1]) : Number.NaN;
  if (minutes > 0) return minutes;
  throw new Error(USAGE);
}
