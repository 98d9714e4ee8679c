import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePackages } from './package/make.mjs';
import { reasonsAgainst, stateOf } from './package/release-check.mjs';
import { readFlags, runMain, say, step } from './progress.mjs';
import { ensureInstalled, root } from './setup.mjs';

const USAGE = `npm run package [-- --draft]

Makes dist/packages: the packages for both kinds of browsers, the source for reviewers, a bill of materials, and their
checksums. Refuses when the tests have not passed on this commit, or documents or changelog are out of date.

  --draft   make them all the same, and say what is missing`;

/** What is written by a script, and the command that writes it. */
const GENERATED = [
  { name: 'docs/rules', script: 'scripts/docs.mjs', command: 'npm run docs' },
  { name: 'docs/agreement.json', script: 'scripts/agreement.mjs', command: 'npm run agreement' },
  { name: 'src/analyzer/fixes/proven.json', script: 'scripts/proof.mjs', command: 'npm run proof' },
];

await runMain(async () => {
  const flags = readFlags(USAGE, ['--draft']);
  await ensureInstalled();
  const reasons = reasonsAgainst(stateOf(root, staleDocs()));
  for (const reason of reasons) say(`- ${reason}`);
  if (reasons.length > 0 && !flags.has('--draft')) throw new Error('Nothing was packaged. See above for what to do.');
  const folder = join(root, 'dist/packages');
  rmSync(folder, { recursive: true, force: true });
  const names = await step('Packages', () => makePackages(folder));
  say(`\n${names.map((name) => `dist/packages/${name}`).join('\n')}`);
  return 0;
});

/** @returns {readonly string[]} */
function staleDocs() {
  return GENERATED.filter(({ script }) => !succeeds(script)).map(({ name, command }) => `${name} (${command})`);
}

/** @param {string} script */
function succeeds(script) {
  try {
    execFileSync(process.execPath, [script, '--check'], { cwd: root, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
