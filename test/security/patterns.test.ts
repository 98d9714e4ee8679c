import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { filesBelow, lineOf, parse, visit } from '../support/source-files.ts';

interface Found {
  readonly file: string;
  readonly line: number;
  readonly pattern: RegExp;
}

/** Every regular expression literal of the product. */
const PATTERNS: readonly Found[] = filesBelow('src', ['.ts', '.tsx'])
  .filter((path) => readFileSync(path, 'utf8').includes('/'))
  .flatMap((path) => literalsIn(parse(path)));

/** Patterns that look for the end of a text from each of its places, and why what they read is short. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['src/analyzer/describe-reading.ts /\\d+$/', 'reads our own names of categories'],
  ['src/analyzer/failure-names.ts /\\d+$/', 'reads our own names of categories'],
  ['src/analyzer/fixes/detours/way.ts /^[-.]+|[-.]+$/g', 'reads 255 characters at most'],
]);

describe('every regular expression of the product', () => {
  test('is found, and there are many', () => {
    expect(PATTERNS.length).toBeGreaterThan(100);
  });

  test('repeats nothing that is itself repeated, unless a separator stands between', () => {
    expect(PATTERNS.filter(({ pattern }) => repeatsRepetition(pattern.source)).map(titleOf)).toEqual([]);
  });

  test('looks behind no repetition, which would be read again from each place', () => {
    expect(PATTERNS.filter(({ pattern }) => /\(\?<[=!][^)]*[*+]/.test(pattern.source)).map(titleOf)).toEqual([]);
  });

  const { NIGHTLY } = process.env;
  if (NIGHTLY !== '1') return;
  test('takes no more than twelve times as long for a text eight times as long', () => {
    const slow = PATTERNS.filter((found) => !SHORT.has(titleOf(found)) && !isLinear(found.pattern));
    expect(slow.map(titleOf)).toEqual([]);
  }, 3_600_000);
});

test.each([['(a+)+$'], ['(?:a*)*b'], ['^(?:\\w+\\s?)*$'], ['(?:[a-z]+)*,'], ['(?:[(]{2,})+'], ['((?:a|b+))*']])(
  '%s would be found',
  (source) => {
    expect(repeatsRepetition(source)).toBe(true);
  },
);

test.each([['(?:a|b)+'], ['[a-z]+\\d*'], ['(?:\\.[a-z]+)*'], ['(a{2})+'], ['[(+*]+'], ['\\(+\\)+'], ['(a+)?']])(
  '%s is harmless',
  (source) => {
    expect(repeatsRepetition(source)).toBe(false);
  },
);

/** What repetitions read gladly, over and over; the end that nobody expects makes them all fail. */
const ATOMS = [
  'a',
  'A',
  '0',
  ' ',
  '\t',
  '\n',
  '-',
  '.',
  '/',
  '\\',
  ',',
  ';',
  '=',
  '"',
  'a.',
  'a-',
  '; ',
  '&a',
  '%41',
  '`',
  '<',
];
const WORDS = ['eyJaaaaaaaa', 'bearer ', 'sk_live_', 'http://', 'max-age=', '‹', '\u00e9'];

function isLinear(pattern: RegExp): boolean {
  return [...ATOMS, ...WORDS].every((atom) => {
    const [short, long] = [25_000, 200_000].map((length) =>
      fastest(pattern, `${atom.repeat(length / atom.length)}\0!`),
    );
    return (long ?? 0) < 50 || (long ?? 0) <= 12 * Math.max(1, short ?? 0);
  });
}

/** Milliseconds, the best of three: a busy machine is slow, but not three times at once. */
function fastest(pattern: RegExp, text: string): number {
  const times = [1, 2, 3].map(() => {
    const started = performance.now();
    text.search(pattern);
    if (pattern.global) text.replaceAll(pattern, '');
    return performance.now() - started;
  });
  return Math.min(...times);
}

/** Whether a group without a mandatory first character has an unbounded repetition in it and is itself repeated. */
function repeatsRepetition(source: string): boolean {
  const tokens = source.match(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|:|<\w+>)|[*+?]|\{\d+(?:,\d*)?\}|[\s\S]/g) ?? [];
  const groups: { repeats: boolean; separated: boolean; first: boolean }[] = [];
  for (const [at, token] of tokens.entries()) {
    const group = groups.at(-1);
    const next = tokens[at + 1] ?? '';
    if (token.startsWith('(')) groups.push({ repeats: false, separated: false, first: true });
    else if (token === ')') {
      const closed = groups.pop();
      if (closed?.repeats && isUnbounded(next) && !closed.separated) return true;
      const outer = groups.at(-1);
      if (outer && (closed?.repeats || isUnbounded(next))) outer.repeats = true;
    } else if (group && isUnbounded(token)) group.repeats = true;
    else if (group?.first && !/^[*+?{|]/.test(token)) {
      group.separated = !/^[*+?{]/.test(next) && !token.startsWith('[^');
    }
    if (group && !token.startsWith('(')) group.first = false;
  }
  return false;
}

function isUnbounded(token: string): boolean {
  return token === '*' || token === '+' || /^\{\d+,\}$/.test(token);
}

function literalsIn(source: ts.SourceFile): readonly Found[] {
  const found: Found[] = [];
  visit(source, (node) => {
    if (!ts.isRegularExpressionLiteral(node)) return;
    const end = node.text.lastIndexOf('/');
    const pattern = new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
    found.push({ file: source.fileName, line: lineOf(node), pattern });
  });
  return found;
}

function titleOf({ file, pattern }: Found): string {
  return `${file} ${pattern}`;
}
