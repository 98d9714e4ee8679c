import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { filtering, NO_FILTER } from '../../src/panel/filter.ts';
import { completions } from '../../src/panel/filter-completion.ts';
import { KINDS, parseFilter, wordsOf } from '../../src/panel/filter-text.ts';
import { vocabularyOf } from '../../src/panel/filter-vocabulary.ts';
import { filterLike } from '../../src/panel/row-actions.ts';
import { nextSort, sorted } from '../../src/panel/sorting.ts';
import { THREE_FETCHES } from '../support/panel-source.ts';
import { parseTranscripts } from '../support/transcript.ts';

const REDIRECTED = `
page http://localhost:5173
> GET http://localhost:3001/old
< 302
Location: http://localhost:3001/new
Access-Control-Allow-Origin: *
> GET http://localhost:3001/new
< 404
Access-Control-Allow-Origin: *
! completed`;
const { traces } = analyze(parseTranscripts(`${THREE_FETCHES}---${REDIRECTED}`));

function shownBy(text: string): readonly string[] {
  return filtering()
    .find(traces, { ...NO_FILTER, text })
    .traces.map(({ trace }) => trace.id.replace('trace-', ''));
}

describe('the text filter', () => {
  test.each([
    ['', '1234'],
    ['upload', '2'],
    ['UPLOAD', '2'],
    ['users upload', ''],
    ['-upload', '134'],
    ['method:PUT', '2'],
    ['method:pu', ''],
    ['-method:get', '2'],
    ['server:localhost:3001', '124'],
    ['server:cdn', '3'],
    ['status:200', '123'],
    ['-status:200', '4'],
    ['status:4xx', '4'],
    ['status:400-403', ''],
    ['status:400-404', '4'],
    ['is:preflight', '2'],
    ['is:redirect', '4'],
    ['is:blocked', '1'],
    ['-is:blocked is:allowed', '24'],
    ['cause:allow-origin-port-mismatch', '1'],
    ['origin:5173', '1234'],
    ['type:xmlhttprequest -server:cdn', '124'],
    ['"old"', '4'],
    ['"users', '1'],
    ['http://localhost:3001', '124'],
    ['-"no such words"', '1234'],
  ])('%s shows %s', (text, ids) => {
    expect(shownBy(text).join('')).toBe(ids);
  });

  test.each([
    ['status:abc', 'status:abc'],
    ['is:purple', 'is:purple'],
    ['server:', 'server:'],
    ['colour:red', 'colour:red'],
    ['upload "half', '"half'],
  ])('says what is wrong with %s, at the word', (text, word) => {
    expect(parseFilter(text).problems.map((problem) => problem.word)).toEqual([word]);
  });

  test.each(['', 'upload', 'localhost:3001', 'http://a/b', '-status:200', 'is:preflight "a b"'])(
    'has nothing to say about %s',
    (text) => {
      expect(parseFilter(text).problems).toEqual([]);
    },
  );

  test('knows a trace for each kind that is:… takes, or lets none through, and never fails', () => {
    for (const kind of KINDS) expect(shownBy(`is:${kind}`).length + shownBy(`-is:${kind}`).length).toBe(traces.length);
  });

  test('is read whatever is typed, each character in one word at most', () => {
    const typed = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', ':', '-', ' ', 'is', 'status', '4') }));
    fc.assert(
      fc.property(typed, (text) => {
        let end = 0;
        for (const word of wordsOf(text)) {
          expect(word.from).toBeGreaterThanOrEqual(end);
          expect(word.to).toBeGreaterThan(word.from);
          expect(text.slice(end, word.from).trim()).toBe('');
          end = word.to;
        }
        expect(text.slice(end).trim()).toBe('');
        shownBy(text);
      }),
    );
  });
});

describe('a filter like a row', () => {
  test('shows that row', () => {
    for (const analyzed of traces) {
      expect(shownBy(filterLike(analyzed))).toContain(analyzed.trace.id.replace('trace-', ''));
      expect(parseFilter(filterLike(analyzed)).problems).toEqual([]);
    }
  });
});

describe('the completion', () => {
  const vocabulary = () => vocabularyOf()(traces);
  const offered = (text: string, caret = text.length) => completions(text, caret, vocabulary).map((one) => one.text);

  test('offers all keys for nothing, and those that begin like the word', () => {
    expect(offered('')).toContain('server:');
    expect(offered('upload s')).toEqual(['server:', 'status:']);
    expect(offered('-st')).toEqual(['-status:']);
    expect(offered('zz')).toEqual([]);
  });

  test('offers the values that occur, the most frequent first', () => {
    expect(offered('method:')).toEqual(['method:GET', 'method:PUT']);
    expect(offered('server:3')).toEqual(['server:localhost:3001']);
    expect(offered('cause:port')).toEqual(['cause:allow-origin-port-mismatch']);
    expect(offered('-is:pre')).toEqual(['-is:preflight']);
  });

  test('replaces the word at the caret and leaves the others', () => {
    const [first] = completions('met -upload', 3, vocabulary);
    expect(first?.result).toBe('method:-upload');
    const [value] = completions('method:p logo', 8, vocabulary);
    expect(value?.result).toBe('method:PUT logo');
    expect(value?.caret).toBe('method:PUT '.length);
  });
});

describe('sorting', () => {
  const ids = (sort: Parameters<typeof sorted>[1]) => sorted(traces, sort).map(({ trace }) => trace.id.slice(-1));

  test.each([
    ['status', '1324'],
    ['method', '1342'],
    ['name', '3421'],
    ['server', '3124'],
    ['time', '1234'],
  ] as const)('by %s gives %s', (column, expected) => {
    const [ascending, descending] = [ids({ column, descending: false }), ids({ column, descending: true })];
    expect(ascending.join('')).toBe(expected);
    expect([...descending].sort()).toEqual([...ascending].sort());
  });

  test('goes from ascending over descending back to the order of time', () => {
    const once = nextSort(null, 'name');
    const twice = nextSort(once, 'name');
    expect([once, twice, nextSort(twice, 'name')]).toEqual([
      { column: 'name', descending: false },
      { column: 'name', descending: true },
      null,
    ]);
    expect(nextSort(twice, 'time')).toEqual({ column: 'time', descending: false });
  });
});
