import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import { extractTokenList, isToken } from '../../../src/analyzer/fetch/token-list.ts';

/** One character a byte, as header values are in scripts. */
const byteString = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });

const lines = (...values: string[]): HeaderList => values.map((value) => ['X-List', value] as const);

describe('extractTokenList', () => {
  it.each([
    ['no line', [], null],
    ['an empty line', [''], []],
    ['one token', ['GET'], ['GET']],
    ['blanks and tabs around items', [' GET ,\tPUT\t'], ['GET', 'PUT']],
    ['empty items', [',, GET,,'], ['GET']],
    ['two lines', ['GET', 'PUT'], ['GET', 'PUT']],
    ['a repeat', ['a, a'], ['a', 'a']],
    ['a star', ['*'], ['*']],
    ['every other token character', ["!#$%&'*+-.^_`|~09azAZ"], ["!#$%&'*+-.^_`|~09azAZ"]],
    ['a blank inside an item', ['GET PUT'], 'failure'],
    ['a semicolon', ['GET;q=1'], 'failure'],
    ['quotes', ['"GET"'], 'failure'],
    ['a colon', ['x-a:'], 'failure'],
    ['a letter beyond ASCII', ['x-\u00e9'], 'failure'],
    ['a delete character', ['x\u007f'], 'failure'],
    ['a control character', ['x\u0000'], 'failure'],
    ['a no-break space around an item', ['\u00a0GET'], 'failure'],
    ['a bad item on another line', ['GET', 'P UT'], 'failure'],
  ] as const)('reads %s', (_what, values, expected) => {
    expect(extractTokenList(lines(...values), 'x-list')).toEqual(expected);
  });

  it('ignores other headers', () => {
    expect(extractTokenList([['X-Other', 'a']], 'x-list')).toBeNull();
  });

  it('finds the tokens however they are spaced, spread over lines and padded with empty items', () => {
    const token = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,12}$/);
    const gap = fc.constantFrom('', ' ', '\t', ' \t ', ',', ' , ,');
    const line = fc.array(fc.tuple(gap, token, fc.constantFrom('', ' ', '\t')), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (items) => {
        const values = items.map((line) => line.map(([before, text, after]) => `${before}${text}${after}`).join(','));
        expect(extractTokenList(lines(...values), 'X-LIST')).toEqual(items.flat().map(([, text]) => text));
      }),
    );
  });

  it('gives tokens only, or failure, for arbitrary values', () => {
    fc.assert(
      fc.property(fc.array(byteString, { minLength: 1, maxLength: 4 }), (values) => {
        const list = extractTokenList(lines(...values), 'x-list');
        expect(list === 'failure' || list?.every(isToken)).toBe(true);
      }),
    );
  });

  it.each([
    ['commas', ',', []],
    ['blanks', ' ', []],
    ['tabs and commas', '\t,', []],
    ['tokens', 'a,', 1_600_000],
    ['unclosed quotes', '"', 'failure'],
    ['items parted by blanks', 'a ', 'failure'],
  ] as const)(
    'comes to an end for more than a million %s: quadratic work would outlast the test',
    (_what, unit, expected) => {
      const list = extractTokenList(lines(unit.repeat(1_600_000)), 'x-list');
      if (typeof expected === 'number') expect(list).toHaveLength(expected);
      else expect(list).toEqual(expected);
    },
  );
});
