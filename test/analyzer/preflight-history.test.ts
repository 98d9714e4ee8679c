import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { preflightHistory } from '../../src/analyzer/preflight-history.ts';
import { plainText } from '../../src/analyzer/rules/prose.ts';
import { explainPreflight } from '../../src/analyzer/story.ts';
import { subjectOf } from '../../src/analyzer/subject.ts';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import { parseTranscripts } from '../support/transcript.ts';

const PAGE = 'page http://app.localhost:3000\ncredentials same-origin';
const API = 'http://api.localhost:8000/items';
const OWN = 'Access-Control-Allow-Origin: http://app.localhost:3000';
const GRANT = `${OWN}\nAccess-Control-Allow-Methods: PUT\nAccess-Control-Max-Age: 60`;

const put = (answer = `< 200\n${OWN}\n! completed`) => `> PUT ${API}\n${answer}`;
const asked = (grant = GRANT, rest = put()) =>
  `${PAGE}\n> OPTIONS ${API}\nAccess-Control-Request-Method: PUT\n< 204\n${grant}\n${rest}`;
const unasked = `${PAGE}\n${put()}`;

/** One fetch a second; the first begins at second 1. */
function historyOf(...fetches: readonly string[]) {
  return analyze(parseTranscripts(fetches.join('\n---\n'))).traces.map(({ preflightHistory }) => preflightHistory[0]);
}

const firefox = (text: string) => `browser firefox\n${text}`;

describe('preflightHistory', () => {
  test('names the preflight that answered for a request without one, and until when', () => {
    expect(historyOf(asked(), unasked, unasked).slice(1)).toEqual([
      { kind: 'answered', traceId: 'trace-1', answeredAt: 1020, validUntil: 61_020, thenAllowed: true },
      { kind: 'answered', traceId: 'trace-1', answeredAt: 1020, validUntil: 61_020, thenAllowed: true },
    ]);
  });

  test('names the younger of two', () => {
    expect(historyOf(asked(), asked(), unasked)[2]).toMatchObject({ traceId: 'trace-2' });
  });

  test('says that the one seen is too old', () => {
    const brief = asked(`${OWN}\nAccess-Control-Allow-Methods: PUT\nAccess-Control-Max-Age: 1`);
    expect(historyOf(brief, unasked, unasked)[2]).toMatchObject({ kind: 'expired', traceId: 'trace-1' });
  });

  test.each([
    ['no preflight was seen at all', ''],
    ['the preflight was rejected', asked(`${OWN}`, '! net::ERR_FAILED')],
    ['the preflight was for another method', asked(`${OWN}\nAccess-Control-Allow-Methods: DELETE`)],
    [
      'the preflight came from a request that passes caches by',
      asked(GRANT, put().replace(API, `${API}\nCache-Control: no-cache\nPragma: no-cache`)),
    ],
  ])('names none when %s', (_title, first) => {
    const traces = first === '' ? [unasked] : [first, unasked];
    expect(historyOf(...traces).at(-1)).toEqual({ kind: 'unseen' });
  });

  test('a failing response makes Firefox forget the answer, and Chromium not', () => {
    const failing = asked(GRANT, put('< 200\n! net::ERR_FAILED'));
    expect(historyOf(failing, unasked)[1]).toMatchObject({ kind: 'answered' });
    const inFirefox = asked(GRANT, put('< 200\n! completed'));
    expect(historyOf(firefox(inFirefox), firefox(unasked))[1]).toEqual({ kind: 'unseen' });
    expect(historyOf(firefox(asked()), firefox(unasked))[1]).toMatchObject({ kind: 'answered' });
  });

  test('an opaque page is served by its own preflights only', () => {
    const opaque = (text: string) =>
      text.replace('http://app.localhost:3000', 'null').replaceAll(OWN, 'Access-Control-Allow-Origin: null');
    const [first, second] = parseTranscripts([opaque(asked()), opaque(unasked)].join('\n---\n')) as [
      FetchTrace,
      FetchTrace,
    ];
    const seen = (traces: readonly FetchTrace[]) => analyze(traces).traces[1]?.preflightHistory[0];
    expect(seen([first, second])).toMatchObject({ kind: 'answered' });
    expect(seen([first, { ...second, documentId: 'another' }])).toEqual({ kind: 'unseen' });
  });

  test('an answer is stale once the server answers the same question otherwise', () => {
    const changed = asked(`${OWN}\nAccess-Control-Allow-Methods: DELETE`, '! net::ERR_FAILED');
    expect(historyOf(asked(), unasked, changed)[1]).toMatchObject({
      kind: 'answered',
      stale: { traceId: 'trace-3', checks: ['method-allowed'] },
    });
  });

  test('an answer is not stale because another question was answered with another list', () => {
    const other = asked(`${OWN}\nAccess-Control-Allow-Methods: DELETE`, '! net::ERR_FAILED').replaceAll(
      ': PUT',
      ': DELETE',
    );
    expect(historyOf(asked(), unasked, other)[1]).not.toHaveProperty('stale');
  });

  test('costs one look per request, however many follow one preflight', () => {
    const [first, second] = parseTranscripts([asked(), unasked].join('\n---\n')) as [FetchTrace, FetchTrace];
    const many = Array.from({ length: 20_000 }, (_, index) => ({ ...second, id: `again-${index}` }));
    const histories = preflightHistory([first, ...many].map(subjectOf));
    expect(histories.size).toBe(many.length);
    expect(new Set([...histories.values()].map(([found]) => found?.kind))).toEqual(new Set(['answered']));
  });
});

describe('explainPreflight', () => {
  function told(...fetches: readonly string[]) {
    const analyzed = analyze(parseTranscripts(fetches.join('\n---\n'))).traces[1];
    return analyzed ? plainText(explainPreflight(analyzed, 0)) : '';
  }

  test('tells which request the answer was given to, how long ago, and for how long it counts', () => {
    expect(told(asked(), unasked)).toContain(
      'request trace-1 was answered 1 s earlier, and the browser remembers that for another 59 s',
    );
  });

  test('calls a stale answer stale', () => {
    const changed = asked(`${OWN}\nAccess-Control-Allow-Methods: DELETE`, '! net::ERR_FAILED');
    expect(told(asked(), unasked, changed)).toContain('stale');
    expect(told(asked(), unasked)).not.toContain('stale');
  });
});
