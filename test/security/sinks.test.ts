import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import ts from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { exportHar } from '../../src/analyzer/files/export-har.ts';
import { importFile } from '../../src/analyzer/files/import-file.ts';
import { reportMarkdown } from '../../src/analyzer/files/report-markdown.ts';
import { curlPair } from '../../src/analyzer/fixes/curl.ts';
import type { Report } from '../../src/analyzer/report.ts';
import { toReportJson } from '../../src/analyzer/report-json.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import { textReport } from '../../src/cli/text-report.ts';
import { fileName } from '../../src/panel/download.ts';
import { filesBelow, lineOf, parse, visit } from '../support/source-files.ts';
import { CANARY, HOSTILE_VALUES, hostileSession, PLACES } from './hostile-values.ts';
import { textOutsideOfCode } from './markdown-reader.ts';

const CASES = HOSTILE_VALUES.flatMap(([attempt, value]) =>
  PLACES.map((place) => {
    const traces = assemble(hostileSession(value, place), 'chromium');
    return { title: `${attempt} as ${place}`, value, traces, report: analyze(traces) };
  }),
);
const HARMLESS = assemble(hostileSession('harmless', 'headers'), 'chromium');

function reportJson(report: Report, origin: string | null = null) {
  const about = { version: '1', browser: 'chromium' as const, tab: { id: 1, origin }, capturedFrom: 0, dropped: 0 };
  return toReportJson(report, about);
}

/** Titles of the cases in which something is wrong, with what. */
function complaints(check: (one: (typeof CASES)[number]) => unknown): readonly string[] {
  return CASES.flatMap((one) => {
    const wrong = check(one);
    return wrong === undefined || wrong === '' ? [] : [`${one.title}: ${String(wrong).slice(0, 200)}`];
  });
}

test('the corpus reaches the analyzer: nearly every case has requests, and no case throws', () => {
  expect(CASES.length).toBeGreaterThan(400);
  expect(CASES.filter(({ traces }) => traces.length > 0).length).toBeGreaterThan(CASES.length * 0.9);
});

describe('nothing of a hostile value', () => {
  const written = CASES.map(({ report, value }) => reportMarkdown(report.traces, { page: value }));
  const markdownOf = (one: (typeof CASES)[number]) => written[CASES.indexOf(one)] ?? '';

  test('is outside of code in the Markdown export, and no fence is left open', () => {
    const found = complaints((one) => {
      const { text, isClosed } = textOutsideOfCode(markdownOf(one));
      if (!isClosed) return 'a fence is open at the end';
      return /[<[\]]|:\/\/|www\.|@|javascript:|&(?!#58;|#64;)/.exec(text)?.[0] ?? (text.includes(CANARY) ? text : '');
    });
    expect(found).toEqual([]);
  });

  test('acts on who reads the Markdown export as text', () => {
    expect(complaints((one) => actingIn(markdownOf(one)))).toEqual([]);
  });

  test('acts on the terminal that shows a report', () => {
    expect(complaints(({ report }) => actingIn(textReport(report, { stack: undefined, color: false })))).toEqual([]);
  });

  test('becomes a key of the HAR export, which reads back as it was written', () => {
    const known = keysOf(exportHar(HARMLESS, { version: '1' }));
    const found = complaints(({ traces }) => {
      const har = exportHar(traces, { version: '1' });
      const text = JSON.stringify(har);
      expect(JSON.parse(text)).toEqual(har);
      expect('error' in importFile(text)).toBe(false);
      return [...keysOf(har)].filter((key) => !known.has(key)).join();
    });
    expect(found).toEqual([]);
    expect({}).not.toHaveProperty(CANARY);
  });

  test('breaks the schema of the JSON export', () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(
      JSON.parse(readFileSync('docs/report.schema.json', 'utf8')),
    );
    const isValid = (report: Report) => validate(JSON.parse(JSON.stringify(reportJson(report))));
    // No browser knows a method, an address or a name of no letters.
    expect(
      complaints(({ value, report }) => (value === '' || isValid(report) ? '' : JSON.stringify(validate.errors))),
    ).toEqual([]);
  });

  test('gets into the name of a downloaded file but letters, digits and dots', () => {
    const names = HOSTILE_VALUES.map(([, value]) => fileName(reportJson(analyze([]), value)));
    expect(
      names.filter((name) => !/^whycors-[A-Za-z0-9]?[A-Za-z0-9.-]{0,100}-1970-01-01T00-00\.json$/.test(name)),
    ).toEqual([]);
    expect(names.filter((name) => name.includes('..'))).toEqual([]);
  });
});

test.each([
  ['a [link](http://evil.example)', 'a [link](http://evil.example)'],
  ['`code` <b>', ' <b>'],
  ['``a`b`` \\<b>', ' b>'],
  ['```\n<b>\n```\n<i>', '<i>'],
  ['`open <b>', '`open <b>'],
])('the reader of Markdown sees what is markup in %j', (markdown, seen) => {
  expect(textOutsideOfCode(markdown)).toEqual({ text: seen, isClosed: true });
  expect(textOutsideOfCode(`${markdown}\n\`\`\`\`\n\`\`\``).isClosed).toBe(false);
});

describe('a shell that runs the curl commands of every hostile value', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whycors-shell-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(['sh', 'bash'])('runs curl, once for each command, and nothing else: %s', (shell) => {
    const commands = CASES.flatMap(({ report }) =>
      report.traces.flatMap(({ trace, judgement }) => {
        const { preflight, actual } = curlPair(trace, judgement);
        return preflight === null ? [actual] : [preflight, actual];
      }),
    );
    const script = `curl() { printf 'curl %s\\n' "$#"; }\n${commands.join('\n')}\n`;
    const { stdout, stderr, status } = spawnSync(shell, ['-s'], {
      input: script,
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    expect({ status, stderr: stderr.slice(0, 500) }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => !/^curl \d+$/.test(line))).toEqual([]);
    expect(lines).toHaveLength(commands.length);
    expect(commands.length).toBeGreaterThan(1000);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('no line is written to the console, so none can be forged there', () => {
  const files = filesBelow('src', ['.ts', '.tsx']).filter((path) => !path.startsWith('src/cli/'));
  const suspects = files.filter((path) => readFileSync(path, 'utf8').includes('console'));
  expect(suspects.flatMap((path) => consoleUses(parse(path)))).toEqual([]);
  expect(consoleUses(parse('a.ts', 'console.log(value)'))).toHaveLength(1);
});

function consoleUses(source: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  visit(source, (node) => {
    if (ts.isIdentifier(node) && node.text === 'console') found.push(`${source.fileName}:${lineOf(node)}`);
  });
  return found;
}

/** The first character that would act instead of being read. */
function actingIn(text: string): string | undefined {
  const found = /[\p{C}\p{Zl}\p{Zp}]/u.exec(text.replaceAll(/[\n\t]/g, ' '));
  return found ? `U+${found[0].codePointAt(0)?.toString(16)} at ${found.index}` : undefined;
}

function keysOf(value: unknown, keys = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return keys;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) keys.add(key);
    keysOf(inner, keys);
  }
  return keys;
}
