import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import pkg from '../../package.json' with { type: 'json' };
import { analyze } from '../../src/analyzer/analyze.ts';
import { policyContext, policyFor } from '../../src/analyzer/fixes/policy.ts';
import { stackById } from '../../src/analyzer/fixes/stacks/index.ts';
import { toReportJson } from '../../src/analyzer/report-json.ts';
import { type Prose, plainText } from '../../src/analyzer/rules/prose.ts';
import { parseTranscript } from '../support/transcript.ts';

const README = readFileSync('README.md', 'utf8');

/** The first code block of that language, or the message says what to put back. */
function block(text: string, language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1];
  if (found === undefined) throw new Error(`there is no \`\`\`${language} block: put the example back`);
  return found;
}

/** The request that README.md shows, on 9 November 2026. */
function exampleReport() {
  return analyze([parseTranscript(block(README, 'http'), '41', Date.UTC(2026, 10, 9, 8, 30))]);
}

test('README.md quotes what the analyzer says about its example', () => {
  const cause = exampleReport().traces[0]?.cause;
  const quoted = README.replace(/^```.*?^```$/gms, '')
    .split('\n')
    .filter((line) => line.startsWith('> '))
    .map((line) => line.slice(2));
  expect(quoted).toEqual([`**${markdown(cause?.headline ?? [])}**`, markdown(cause?.explanation ?? [])]);
});

test('README.md shows the snippet that the panel gives for its example', () => {
  const { traces } = exampleReport();
  const snippet = stackById('django')?.render(policyFor(traces[0]?.serverOrigin ?? '', traces), policyContext(traces));
  expect(snippet && 'code' in snippet ? snippet.code : snippet).toBe(block(README, 'python'));
});

test('docs/report-format.md shows the report of that example', () => {
  const report = toReportJson(exampleReport(), {
    version: pkg.version,
    browser: 'chromium',
    tab: { id: 12, origin: 'http://localhost:3000' },
    capturedFrom: Date.UTC(2026, 10, 9, 8, 29, 58),
    dropped: 0,
  });
  expect(JSON.parse(block(readFileSync('docs/report-format.md', 'utf8'), 'json'))).toEqual(
    JSON.parse(JSON.stringify(report)),
  );
});

function markdown(text: Prose): string {
  return text
    .map((segment) => (typeof segment !== 'string' && 'code' in segment ? `\`${segment.code}\`` : plainText([segment])))
    .join('');
}
