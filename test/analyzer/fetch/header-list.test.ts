import { describe, expect, it } from 'vitest';
import {
  getHeader,
  type HeaderList,
  hasHeader,
  headerLines,
  trimHttpWhitespace,
} from '../../../src/analyzer/fetch/header-list.ts';

const LIST: HeaderList = [
  ['Vary', ' Origin\t'],
  ['X-Empty', ''],
  ['VARY', 'Accept'],
  ['vary', ''],
];

describe('a header list', () => {
  it('keeps every line of a name in order, empty ones too', () => {
    expect(headerLines(LIST, 'Vary')).toEqual(['Origin', 'Accept', '']);
  });

  it('joins the lines of a name, and tells empty from absent', () => {
    expect(getHeader(LIST, 'vary')).toBe('Origin, Accept, ');
    expect(getHeader(LIST, 'x-empty')).toBe('');
    expect(getHeader(LIST, 'x-absent')).toBeNull();
  });

  it('finds names in any case', () => {
    expect(hasHeader(LIST, 'vArY')).toBe(true);
    expect(hasHeader(LIST, 'var')).toBe(false);
  });
});

describe('trimHttpWhitespace', () => {
  it.each([
    [' \t x y \t', 'x y'],
    ['\t \t', ''],
    ['', ''],
    ['\u00a0x\u00a0', '\u00a0x\u00a0'],
    ['\nx\r', '\nx\r'],
  ])('turns %j into %j', (value, trimmed) => {
    expect(trimHttpWhitespace(value)).toBe(trimmed);
  });
});
