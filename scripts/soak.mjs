// A long scripted session in a real browser, with figures at its end: `npm run soak`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOrInstallBrowser } from './browser.mjs';
import { runMain, say, step } from './progress.mjs';
import { ensureInstalled, root } from './setup.mjs';

const FULL = 30;
const PAGE = 'docs/reliability.md';
const [BEGIN, END] = ['<!-- soak: begin -->', '<!-- soak: end -->'];

const USAGE = `npm run soak [--minutes N]

Runs requests in a real browser for N minutes (default ${FULL}), ends the background now and then, and says what was served,
what was seen, and how the memory of the background grew. A run of ${FULL} minutes or more writes its figures into
${PAGE}. Needs a build: npm run build.`;

await runMain(async () => {
  const minutes = minutesOf(process.argv.slice(2));
  await ensureInstalled();
  await findOrInstallBrowser(say);
  const { runnerImport } = await import('vite');
  /** @type {{ module: typeof import('../bench/soak.ts') }} */
  const { module: soak } = await runnerImport(join(root, 'bench/soak.ts'), { root, logLevel: 'warn' });
  const { text, ok } = await step(`A session of ${minutes} minutes`, () => soak.runSoak(minutes));
  say(text);
  if (minutes >= FULL) record(text);
  return ok ? 0 : 1;
});

/** @param {string} table */
function record(table) {
  const page = join(root, PAGE);
  const text = readFileSync(page, 'utf8');
  const [before] = text.split(BEGIN);
  const [, after] = text.split(END);
  writeFileSync(page, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
}

/** @param {readonly string[]} flags */
function minutesOf(flags) {
  if (flags.length === 0) return FULL;
  const minutes = flags.length === 2 && flags[0] === '--minutes' ? Number(flags[1]) : Number.NaN;
  if (minutes > 0) return minutes;
  throw new Error(USAGE);
}
