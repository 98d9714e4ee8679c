// Records what the oracle suites measured (dist/agreement/*.json) in docs/agreement.json and writes the table in README.md.
// With --check nothing is written: exits with 1 when what was measured is worse than what is recorded.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { agreementOf, complaints, isEnough, merged, withTable } from './agreement-table.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const measuredIn = join(root, 'dist', 'agreement');
const recordedIn = join(root, 'docs', 'agreement.json');
const readme = join(root, 'README.md');

/** @param {string} path */
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

const measured = (existsSync(measuredIn) ? readdirSync(measuredIn) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => agreementOf(json(join(measuredIn, name))));
const recorded = existsSync(recordedIn) ? json(recordedIn) : [];

if (process.argv.includes('--check')) {
  const worse = complaints(measured, recorded);
  for (const complaint of worse) console.error(complaint);
  process.exitCode = worse.length > 0 ? 1 : 0;
} else {
  const worth = measured.filter((one) => isEnough(one) && one.wrong === 0);
  const agreements = merged(recorded, worth);
  writeFileSync(recordedIn, `${JSON.stringify(agreements, null, 2)}\n`);
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), agreements));
  process.stdout.write(`docs/agreement.json, README.md: ${worth.length} of ${agreements.length} suites measured\n`);
  for (const { suite, wrong } of measured) {
    if (wrong > 0) console.error(`${suite} has ${wrong} wrong answers and is not recorded: repair them first`);
  }
}
