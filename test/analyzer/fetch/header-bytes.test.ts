import { describe, expect, test } from 'vitest';
import { corsCheck } from '../../../src/analyzer/fetch/cors-check.ts';
import { textOfHeaderBytes, wasUtf8 } from '../../../src/analyzer/fetch/header-bytes.ts';

const bytesOf = (text: string) => [...new TextEncoder().encode(text)];

describe('textOfHeaderBytes', () => {
  test.each(['', 'abc', 'é', '€ 5', '😀', 'a\u{10ffff}b'])('reads %j as UTF-8', (text) => {
    expect(textOfHeaderBytes(bytesOf(text))).toBe(text);
    expect(wasUtf8(text)).toBe(true);
  });

  test.each([
    ['a letter of Latin-1', [0x61, 0xe9], 'a\udce9'],
    ['a sequence that breaks off', [0xe2, 0x82], '\udce2\udc82'],
    ['a sequence that is interrupted', [0xe2, 0x82, 0x61], '\udce2\udc82a'],
    ['a continuation without a start', [0x80], '\udc80'],
    ['a longer way to write a slash', [0xc0, 0xaf], '\udcc0\udcaf'],
    ['a surrogate', [0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
    ['a code point beyond the last', [0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
    ['a byte that never occurs', [0xff], '\udcff'],
  ])('keeps the bytes of %s', (_what, bytes, text) => {
    expect(textOfHeaderBytes(bytes)).toBe(text);
    expect(wasUtf8(text)).toBe(false);
  });

  test('lets the URL parser see what is no letter', () => {
    const value = textOfHeaderBytes([...bytesOf('http://'), 0xe9, ...bytesOf('.example')]);
    const results = corsCheck([['Access-Control-Allow-Origin', value]], {
      origin: 'http://localhost',
      credentialsMode: 'omit',
    });
    expect(results.at(-1)).toMatchObject({ reason: { kind: 'allow-origin-invalid' } });
  });
});
