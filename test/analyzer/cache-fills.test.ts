import { describe, expect, test } from 'vitest';
import { cacheFills } from '../../src/analyzer/cache-fills.ts';
import { subjectOf } from '../../src/analyzer/subject.ts';
import { parseTranscripts } from '../support/transcript.ts';

const URL_OF_IMAGE = 'http://localhost:8000/logo.svg';
const DATE = 'Date: Sun, 22 Nov 2026 08:00:00 GMT';

interface Answer {
  readonly control?: string;
  readonly more?: string;
  readonly sent?: string;
}

const image = ({ control = 'max-age=600', more = DATE, sent = '' }: Answer = {}) => `page http://localhost:3000
  type image
  mode no-cors
  > GET ${URL_OF_IMAGE}
  ${sent}
  < 200
  Cache-Control: ${control}
  ${more}
  ! completed`;

const fetched = (
  { control = 'max-age=600', more = DATE, sent = '' }: Answer = {},
  flag = '',
) => `page http://localhost:3000
  > GET ${URL_OF_IMAGE}
  ${sent}
  < 200 ${flag}
  Cache-Control: ${control}
  ${more}
  ! net::ERR_FAILED`;

/** Per fetch: the id of the one that filled the cache for it. */
function fillersOf(...transcripts: readonly string[]): readonly (string | undefined)[] {
  const subjects = parseTranscripts(transcripts.join('\n---\n')).map(subjectOf);
  const fills = cacheFills(subjects);
  return subjects.map((subject) => fills.get(subject)?.traceId);
}

describe('cacheFills', () => {
  test('names the request that left the response there, with the origin it did not send', () => {
    const subjects = parseTranscripts([image(), fetched()].join('\n---\n')).map(subjectOf);
    const [first, second] = subjects;
    if (!first || !second) throw new Error('two transcripts give two fetches');
    expect(cacheFills(subjects)).toEqual(new Map([[second, { traceId: 'trace-1', at: 1020, origin: null }]]));
    expect(cacheFills([second, first]).get(second)?.traceId).toBe('trace-1');
  });

  test('names the first of several, because the others were answered from the cache themselves', () => {
    expect(fillersOf(image(), fetched(), fetched())).toEqual([undefined, 'trace-1', 'trace-1']);
  });

  test('believes a browser that says so, whatever the headers allow', () => {
    const control = 'no-cache';
    expect(fillersOf(image(), fetched({}, 'from-cache'))[1]).toBe('trace-1');
    expect(fillersOf(image({ control }), fetched({ control }, 'from-cache'))[1]).toBeUndefined();
  });

  test('names none when it is too old by then', () => {
    const control = 'max-age=1';
    const between = image().replace('logo.svg', 'other.svg');
    expect(fillersOf(image({ control }), fetched({ control }))[1]).toBe('trace-1');
    expect(fillersOf(image({ control }), between, fetched({ control }))[2]).toBeUndefined();
  });

  test.each<[string, string, string]>([
    ['it may not be kept', image({ control: 'no-store' }), fetched({ control: 'no-store' })],
    ['its date is another', image(), fetched({ more: DATE.replace('08:00:00', '08:00:01') })],
    ['its answer about CORS is another', image(), fetched({ more: `${DATE}\nAccess-Control-Allow-Origin: *` })],
    [
      'it varies by what the two requests sent',
      image({ more: `${DATE}\nVary: Accept` }),
      fetched({ more: `${DATE}\nVary: Accept` }),
    ],
    ['the caches are passed by', image(), fetched({ sent: 'Pragma: no-cache\nCache-Control: no-cache' })],
    ['only a part was asked for', image({ sent: 'Range: bytes=0-9' }), fetched()],
    ['the URL is another', image().replace('logo.svg', 'other.svg'), fetched()],
  ])('names none when %s', (_why, first, second) => {
    expect(fillersOf(first, second)).toEqual([undefined, undefined]);
  });
});
