import { describe, expect, test, vi } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { endpointChange, endpointChanges } from '../../src/analyzer/endpoint-changes.ts';
import { parseTranscripts } from '../support/transcript.ts';

const PAGE = 'page http://localhost:3000\ncredentials same-origin';
const OWN = 'Access-Control-Allow-Origin: http://localhost:3000';

const get = (answer: string, url = 'http://localhost:8000/items', page = PAGE) => `${page}\n> GET ${url}\n${answer}`;
const put = (answer: string) =>
  `${PAGE}\n> OPTIONS http://localhost:8000/items\nAccess-Control-Request-Method: PUT\n${answer}\n! net::ERR_FAILED`;

const ALLOWED = get(`< 200\n${OWN}\nVary: Origin\n! completed`);
const MISSING = get('< 200\n! net::ERR_FAILED');
const OTHER_PORT = get('< 200\nAccess-Control-Allow-Origin: http://localhost:5173\n! net::ERR_FAILED');
const DOWN = get('! net::ERR_CONNECTION_REFUSED');

function changesOf(...transcripts: readonly string[]) {
  const { traces } = analyze(parseTranscripts(transcripts.join('\n---\n')));
  const changes = endpointChanges(traces);
  return traces.map(({ trace }) => changes.get(trace.id));
}

function kindsOf(...transcripts: readonly string[]) {
  return changesOf(...transcripts).map((change) => change?.kind);
}

describe('endpointChanges', () => {
  test('tells a fix with its times and the header lines that changed', () => {
    const [, change] = changesOf(MISSING, ALLOWED);
    expect(change).toMatchObject({ kind: 'fixed' });
    expect([change?.before.trace.startedAt, change?.since.trace.startedAt]).toEqual([1010, 2010]);
    expect(change?.headers).toEqual([
      { phase: 'actual', name: 'Access-Control-Allow-Origin', before: null, after: 'http://localhost:3000' },
      { phase: 'actual', name: 'Vary', before: null, after: 'Origin' },
    ]);
  });

  test('tells a change of status, and of each line of the preflight', () => {
    const first = put('< 401');
    const second = put(`< 204\n${OWN}\nAccess-Control-Allow-Methods: GET`);
    const [, change] = changesOf(first, second);
    expect(change?.headers).toEqual([
      { phase: 'preflight', name: 'Status', before: '401', after: '204' },
      { phase: 'preflight', name: 'Access-Control-Allow-Methods', before: null, after: 'GET' },
      { phase: 'preflight', name: 'Access-Control-Allow-Origin', before: null, after: 'http://localhost:3000' },
    ]);
  });

  test.each<[string, readonly string[], readonly (string | undefined)[]]>([
    ['nothing while an endpoint ends the same way', [MISSING, MISSING, MISSING], [undefined, undefined, undefined]],
    ['a fix', [MISSING, ALLOWED], [undefined, 'fixed']],
    ['a fix on every later fetch that ends like it', [MISSING, ALLOWED, ALLOWED], [undefined, 'fixed', 'fixed']],
    ['what broke', [ALLOWED, MISSING], [undefined, 'broken']],
    ['progress when a later check fails', [MISSING, OTHER_PORT], [undefined, 'progress']],
    ['progress when the server answers at all', [DOWN, MISSING], [undefined, 'progress']],
    [
      'progress from the preflight to the method',
      [put('< 404'), put(`< 204\n${OWN}\nAccess-Control-Allow-Methods: GET`)],
      [undefined, 'progress'],
    ],
    ['a setback when an earlier check fails', [OTHER_PORT, MISSING], [undefined, 'setback']],
    [
      'another cause at the same place',
      [get('< 500\n! net::ERR_FAILED'), get('< 404\n! net::ERR_FAILED')],
      [undefined, 'other'],
    ],
    ['the latest change of several', [MISSING, OTHER_PORT, ALLOWED], [undefined, 'progress', 'fixed']],
  ])('tells %s', (_what, transcripts, kinds) => {
    expect(kindsOf(...transcripts)).toEqual(kinds);
  });

  test('takes URLs that differ in their query for one endpoint, and in path, method or page for several', () => {
    const url = 'http://localhost:8000/items?page=2';
    expect(kindsOf(MISSING, ALLOWED.replace('/items', '/items?page=2'))).toEqual([undefined, 'fixed']);
    expect(kindsOf(MISSING, get(`< 200\n${OWN}\n! completed`, url.replace('/items', '/things')))).toEqual([
      undefined,
      undefined,
    ]);
    expect(kindsOf(put('< 404'), ALLOWED)).toEqual([undefined, undefined]);
    const elsewhere = ALLOWED.replaceAll('localhost:3000', 'localhost:5173');
    expect(kindsOf(MISSING, elsewhere)).toEqual([undefined, undefined]);
  });

  test('leaves out what is not decided yet', () => {
    expect(kindsOf(MISSING, get('! pending'), ALLOWED)).toEqual([undefined, undefined, 'fixed']);
  });

  test('finds the same for one fetch, without diagnosing those of other endpoints', () => {
    const other = MISSING.replace('/items', '/others');
    const { traces } = analyze(parseTranscripts([MISSING, other, ALLOWED].join('\n---\n')));
    const [first, second, third] = traces;
    if (!first || !second || !third) throw new Error('three transcripts give three fetches');
    const read = vi.spyOn(second, 'cause', 'get');
    expect(endpointChange(third, traces)?.kind).toBe('fixed');
    expect(read).not.toHaveBeenCalled();
  });

  test('keeps up with a long log: one pass', () => {
    const { traces } = analyze(parseTranscripts([MISSING, ALLOWED].join('\n---\n')));
    const [blocked, allowed] = traces;
    if (!blocked || !allowed) throw new Error('two transcripts give two fetches');
    let reads = 0;
    const many = Array.from({ length: 5000 }, (_, index) => {
      const base = index % 2 === 0 ? blocked : allowed;
      return {
        ...base,
        trace: { ...base.trace, id: `again-${index}` },
        get judgement() {
          reads += 1;
          return base.judgement;
        },
      };
    });
    expect(endpointChanges(many).size).toBe(many.length - 1);
    expect(reads / many.length).toBeLessThan(20);
  });
});
