import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rulePages } from '../../scripts/rule-pages.mjs';
import { analyze } from '../../src/analyzer/analyze.ts';
import { describeChange } from '../../src/analyzer/fixes/describe.ts';
import { RULES } from '../../src/analyzer/rules/index.ts';
import { parseTranscripts } from '../support/transcript.ts';

const FOLDER = 'docs/rules';

const pages = rulePages({
  rules: RULES,
  describeChange,
  diagnose: (transcript) => {
    const analyzed = analyze(parseTranscripts(transcript)).traces.at(-1);
    return [...(analyzed?.cause ? [analyzed.cause] : []), ...(analyzed?.findings ?? [])];
  },
});

test('docs/rules says what the rules say (else: npm run docs)', () => {
  const stale = [...pages].filter(([name, text]) => textOf(name) !== text);
  expect(stale.map(([name]) => `${FOLDER}/${name} differs from its rule: run npm run docs`)).toEqual([]);
});

test('docs/rules has no page without a rule (else: npm run docs)', () => {
  expect(readdirSync(FOLDER).filter((name) => !pages.has(name))).toEqual([]);
});

test('every page is linked from the overview', () => {
  const overview = pages.get('README.md') ?? '';
  expect([...pages.keys()].filter((name) => name !== 'README.md' && !overview.includes(`](${name})`))).toEqual([]);
});

function textOf(name: string): string | undefined {
  return readdirSync(FOLDER).includes(name) ? readFileSync(`${FOLDER}/${name}`, 'utf8') : undefined;
}
