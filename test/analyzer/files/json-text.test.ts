import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../src/analyzer/files/json-text.ts';
import { plainText } from '../../../src/analyzer/rules/prose.ts';

function problemOf(text: string): string {
  const parsed = parseJson(text);
  return 'problem' in parsed ? plainText(parsed.problem) : 'none';
}

describe('the fault of a text that is not JSON', () => {
  test.each([
    ['{"a": 1,}', 'line 1, column 9'],
    ['{\n  "a": tru\n}', 'line 2, column 8'],
    ['[1 2]', 'line 1, column 4'],
    ['{"a" 1}', 'line 1, column 6'],
    ['{a: 1}', 'line 1, column 2'],
    ['["a\nb"]', 'line 1, column 4'],
    ['["\\x"]', 'line 1, column 3'],
    ['[1]]', 'line 1, column 4'],
    ['{"a": [1, {"b": "c', 'line 1, column 19'],
    ['[1,', 'line 1, column 4'],
    ['\u001b[31m', 'line 1, column 1'],
  ])('is placed in %j', (text, place) => {
    expect(problemOf(text)).toContain(place);
  });

  test('is the character itself only when it can be seen', () => {
    expect(problemOf('\u001b[31m')).toContain('U+001B');
  });

  test('is none behind a byte order mark', () => {
    expect(parseJson('\ufeff[1]')).toEqual({ value: [1] });
  });

  test('is found exactly in those texts that the engine refuses', () => {
    const cut = fc.tuple(fc.json(), fc.nat(), fc.string()).map(([json, at, more]) => {
      const end = json.length === 0 ? 0 : at % (json.length + 1);
      return json.slice(0, end) + more;
    });
    fc.assert(
      fc.property(cut, (text) => {
        expect(problemOf(text)).toEqual(isJson(text) ? 'none' : expect.stringMatching(/line \d+, column \d+/));
      }),
    );
  });

  test('is found in deep nesting without recursion', () => {
    expect(problemOf('['.repeat(500_000))).toContain('column 500001');
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
