// Writes docs/rules from the rules in src/analyzer/rules. With --check nothing is written: exits with 1 when a page
// differs from its rule.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { rulePages } from './rule-pages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'docs', 'rules');

/** @param {string} path from the repository's root */
async function load(path) {
  const { module } = await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' });
  return /** @type {any} */ (module);
}

const { RULES } = await load('src/analyzer/rules/index.ts');
const { analyze } = await load('src/analyzer/analyze.ts');
const { describeChange } = await load('src/analyzer/fixes/describe.ts');
const { parseTranscripts } = await load('test/support/transcript.ts');

const pages = rulePages({
  rules: RULES,
  describeChange,
  diagnose: (transcript) => {
    const { cause, findings } = analyze(parseTranscripts(transcript)).traces.at(-1);
    return cause ? [cause, ...findings] : findings;
  },
});

mkdirSync(folder, { recursive: true });
const present = readdirSync(folder);
const surplus = present.filter((name) => !pages.has(name));
const different = [...pages].filter(
  ([name, text]) => !present.includes(name) || readFileSync(join(folder, name), 'utf8') !== text,
);

if (process.argv.includes('--check')) {
  for (const name of [...different.map(([changed]) => changed), ...surplus]) {
    console.error(`docs/rules/${name} differs from its rule: run npm run docs`);
  }
  process.exitCode = different.length + surplus.length > 0 ? 1 : 0;
} else {
  for (const [name, text] of different) writeFileSync(join(folder, name), text);
  for (const name of surplus) rmSync(join(folder, name));
  process.stdout.write(`docs/rules: ${different.length} written, ${surplus.length} removed, ${pages.size} in all\n`);
}
