// Records what the backend suite turned green (dist/proof/*.json) in src/analyzer/fixes/proven.json, which the panel reads,
// and writes the tables in README.md and docs/proof.md. With --prune, rows that no test tried are dropped.
// With --check nothing is written: exits with 1 when what ran is less than what is recorded, or different. What could not
// run on this machine is named, and counts as a failure only when CI is "true".
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compared, merged, rowOf, withTables } from './proof-table.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ranIn = join(root, 'dist', 'proof');
const recordedIn = join(root, 'src', 'analyzer', 'fixes', 'proven.json');
const pages = ['README.md', 'docs/proof.md'].map((page) => join(root, page));

/** @param {string} path */
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

const runs = (existsSync(ranIn) ? readdirSync(ranIn) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => json(join(ranIn, name)));
const recorded = json(recordedIn);
const { CI } = process.env;

if (process.argv.includes('--check')) {
  const { complaints, leftOut } = compared(recorded, runs, CI === 'true');
  for (const line of [...leftOut, ...complaints]) console.error(line);
  process.exitCode = complaints.length > 0 ? 1 : 0;
} else {
  const proven = merged(recorded, runs, { prune: process.argv.includes('--prune') });
  writeFileSync(recordedIn, `${JSON.stringify(proven, null, 2)}\n`);
  for (const page of pages) writeFileSync(page, withTables(readFileSync(page, 'utf8'), proven));
  format(recordedIn);
  const green = runs.filter((run) => rowOf(run));
  process.stdout.write(`proven.json, README.md, docs/proof.md: ${green.length} of ${runs.length} runs recorded\n`);
  for (const line of compared(proven, runs, false).leftOut) console.error(line);
  for (const { id, leftOut } of runs.filter((run) => !rowOf(run))) {
    if (leftOut === undefined) console.error(`${id} is not recorded: not everything that it planned turned green`);
  }
}

/** @param {string} file */
function format(file) {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const { status } = spawnSync(process.execPath, [biome, 'format', '--write', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exitCode = 1;
}
