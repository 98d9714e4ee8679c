import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRecords, parseTimings } from '../../src/panel/page-records.ts';

const CALL = { via: 'fetch', method: 'GET', url: 'http://a/?token=s3cret', at: 5, credentials: 'include' };
const frame = (change: object) => JSON.stringify({ since: 1, dropped: 0, calls: [], elements: [], ...change });

describe('what a page gives back', () => {
  test('is redacted at once', () => {
    const records = parseRecords([[frame({ calls: [CALL] })]]);
    expect(JSON.stringify(records)).not.toContain('s3cret');
    expect(records?.told).toMatchObject([{ at: 5, facts: { credentialsMode: 'include' } }]);
  });

  test('counts once when a frame was reached in two ways', () => {
    const text = frame({ calls: [CALL] });
    expect(parseRecords([[text], [text]])?.told).toHaveLength(1);
  });

  test('keeps calls apart that say the same', () => {
    const ids = parseRecords([[frame({ calls: [CALL, CALL] })]])?.told.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  test.each([
    [{ ...CALL, method: 7 }],
    [{ ...CALL, url: ['http://a/'] }],
    [{ ...CALL, at: 'now' }],
    [{ ...CALL, at: undefined }],
    [null],
    ['<img onerror=alert(1)>'],
  ])('is left out when it is %j', (call) => {
    expect(parseRecords([[frame({ calls: [call] })]])?.told).toEqual([]);
  });

  test('says nothing with words that are not in the Standard', () => {
    const odd = { ...CALL, credentials: '<b>', mode: 'navigate', redirect: 1 };
    expect(parseRecords([[frame({ calls: [odd] })]])?.told).toMatchObject([{ facts: {} }]);
  });

  test.each([[[]], [[undefined, null, 'text']], [[['no json', 5, '{}', 'null']]], [[[frame({ since: null })]]]])(
    'is no recording when it is %j',
    (results) => expect(parseRecords(results)).toBeUndefined(),
  );

  test('never makes the parsers throw', () => {
    const value = fc.oneof(fc.anything(), fc.array(fc.oneof(fc.json(), fc.string())));
    fc.assert(
      fc.property(fc.array(value), (results) => {
        parseRecords(results);
        parseTimings(results);
      }),
    );
  });

  test('in its timeline is a status or 0', () => {
    const entries = [
      { url: 'http://a/x#y', at: 1, status: 200 },
      { url: 'http://a/x', at: 2, status: 0 },
      { url: 'http://a/x', at: 3 },
    ];
    expect(parseTimings([[JSON.stringify(entries)]]).map(({ key, facts }) => [key, facts.couldRead])).toEqual([
      ['http://a/x', true],
      ['http://a/x', false],
    ]);
  });
});
