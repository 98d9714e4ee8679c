import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import type { CredentialsMode, Dialect } from '../../../src/analyzer/fetch/network-error.ts';
import {
  type CachedRequest,
  preflightAnswer,
  preflightCache,
  preflightMaxAge,
} from '../../../src/analyzer/fetch/preflight-cache.ts';

const maxAge = (...values: readonly string[]): HeaderList => values.map((value) => ['Access-Control-Max-Age', value]);

describe('preflightMaxAge', () => {
  it.each<[string, HeaderList, chromium: number, firefox: number, standard: number]>([
    ['absent', [], 5, 5, 5],
    ['0', maxAge('0'), 0, 0, 0],
    ['a number', maxAge('600'), 600, 600, 600],
    ['padded', maxAge(' 600\t'), 600, 600, 600],
    ['negative', maxAge('-1'), 0, 0, 5],
    ['a word', maxAge('abc'), 5, 0, 5],
    ['empty', maxAge(''), 5, 0, 5],
    ['a decimal', maxAge('600.5'), 5, 0, 5],
    ['two lines', maxAge('5', '10'), 5, 0, 5],
    ['with a plus sign', maxAge('+60'), 60, 0, 5],
    ['above every limit', maxAge('90000'), 7200, 86_400, 90_000],
    ['the largest that fits', maxAge('9223372036854775807'), 7200, 86_400, Number('9223372036854775807')],
    ['too large to fit', maxAge('9223372036854775808'), 5, 86_400, Number.POSITIVE_INFINITY],
    ['long only for its zeros', maxAge('000000000000000000000060'), 60, 60, 60],
  ])('%s', (_title, headers, ...ages) => {
    const dialects: readonly Dialect[] = ['chromium', 'firefox', 'standard'];
    expect(dialects.map((dialect) => preflightMaxAge(headers, dialect))).toEqual(ages);
  });
});

const ALLOW_X_TEST: HeaderList = [['Access-Control-Allow-Headers', 'X-Test']];
const STAR: HeaderList = [
  ['Access-Control-Allow-Headers', '*'],
  ['Access-Control-Allow-Methods', '*'],
];

function asks(part: Partial<CachedRequest> = {}): CachedRequest {
  return {
    origin: 'https://app.example',
    url: 'https://api.example/items',
    method: 'GET',
    unsafeHeaderNames: ['x-test'],
    credentialsMode: 'same-origin',
    ...part,
  };
}

const credentialed = (credentialsMode: CredentialsMode | undefined) => asks({ credentialsMode });

interface Row {
  readonly stored?: CachedRequest;
  readonly headers?: HeaderList;
  readonly asked?: CachedRequest;
  readonly at?: number;
}

/** Whether an answer given at 1000 is found again. */
function answers({ stored = asks(), headers = ALLOW_X_TEST, asked = stored, at = 2000 }: Row, dialect: Dialect) {
  const cache = preflightCache<string>(dialect);
  cache.store(stored, preflightAnswer(headers, dialect), 1000, 'first');
  const found = cache.lookUp(asked, at);
  return found?.expired ? 'expired' : found !== undefined;
}

describe('preflightCache', () => {
  it.each<[string, Row, chromium: boolean | string, firefox: boolean | string, standard: boolean | string]>([
    ['the same request again', {}, true, true, true],
    ['within five seconds', { at: 5999 }, true, true, true],
    ['after five seconds', { at: 6000 }, 'expired', 'expired', 'expired'],
    ['another URL', { asked: asks({ url: 'https://api.example/items?page=2' }) }, false, false, false],
    ['another origin', { asked: asks({ origin: 'https://admin.example' }) }, false, false, false],
    ['a header that was not listed', { asked: asks({ unsafeHeaderNames: ['x-other'] }) }, false, false, false],
    ['a method that was not listed', { asked: asks({ method: 'PUT' }) }, false, false, false],
    ['a safelisted method', { asked: asks({ method: 'POST' }) }, true, true, true],
    ['HEAD, which Firefox wants listed', { asked: asks({ method: 'HEAD' }) }, true, false, true],
    ['a star for headers', { headers: STAR }, true, false, true],
    [
      'a star for methods',
      { stored: asks({ method: 'PUT', unsafeHeaderNames: [] }), headers: STAR },
      true,
      false,
      true,
    ],
    [
      'Authorization under a star',
      { stored: asks({ unsafeHeaderNames: ['authorization'] }), headers: STAR },
      false,
      false,
      false,
    ],
    ['with credentials after without', { asked: credentialed('include') }, false, false, false],
    ['without credentials after with', { stored: credentialed('include'), asked: asks() }, true, false, true],
    [
      'unknown credentials after with',
      { stored: credentialed('include'), asked: credentialed(undefined) },
      true,
      true,
      true,
    ],
    [
      'credentials after unknown ones',
      { stored: credentialed(undefined), asked: credentialed('include') },
      true,
      true,
      true,
    ],
    ['a long URL', { stored: asks({ url: `https://api.example/${'x'.repeat(1100)}` }) }, false, true, true],
  ])('%s', (_title, row, ...found) => {
    const dialects: readonly Dialect[] = ['chromium', 'firefox', 'standard'];
    expect(dialects.map((dialect) => answers(row, dialect))).toEqual(found);
  });

  it.each<[Dialect, boolean]>([
    ['chromium', false],
    ['firefox', true],
    ['standard', true],
  ])('%s remembers what a tainted origin was answered: %s', (dialect, found) => {
    const cache = preflightCache<string>(dialect);
    cache.store(asks({ origin: 'null' }), preflightAnswer(ALLOW_X_TEST, dialect), 1000, 'first', true);
    expect(cache.lookUp(asks({ origin: 'null' }), 1001) !== undefined).toBe(found);
  });

  it.each<[Dialect, 'preflight' | 'actual', boolean]>([
    ['chromium', 'actual', true],
    ['chromium', 'preflight', false],
    ['firefox', 'actual', false],
    ['firefox', 'preflight', false],
    ['standard', 'actual', false],
    ['standard', 'preflight', false],
  ])('%s still knows the answer after a failure of the %s response: %s', (dialect, phase, found) => {
    const cache = preflightCache<string>(dialect);
    cache.store(asks(), preflightAnswer(ALLOW_X_TEST, dialect), 1000, 'first');
    cache.failed(asks(), phase);
    expect(cache.lookUp(asks(), 1001) !== undefined).toBe(found);
  });

  it.each<[Dialect, string | undefined]>([
    ['chromium', undefined],
    ['firefox', 'first'],
    ['standard', 'first'],
  ])('%s finds a first answer after a second one for another header: %s', (dialect, by) => {
    const cache = preflightCache<string>(dialect);
    cache.store(asks(), preflightAnswer([...ALLOW_X_TEST, ...maxAge('60')], dialect), 1000, 'first');
    cache.store(asks(), preflightAnswer([['Access-Control-Allow-Headers', 'x-other']], dialect), 2000, 'second');
    expect(cache.lookUp(asks(), 3000)?.grant.by).toBe(by);
  });

  it('answers with the grant that expires first', () => {
    const cache = preflightCache<string>('standard');
    cache.store(asks(), preflightAnswer([...ALLOW_X_TEST, ...maxAge('60')], 'standard'), 1000, 'first');
    cache.store(asks(), preflightAnswer([['Access-Control-Allow-Headers', 'x-other']], 'standard'), 2000, 'second');
    expect(cache.lookUp(asks({ unsafeHeaderNames: ['x-other', 'x-test'] }), 3000)?.grant.by).toBe('second');
  });

  it('drops the entry unused for longest when there are too many', () => {
    const cache = preflightCache<number>('firefox');
    const numbered = (number: number) => asks({ url: `https://api.example/${number}` });
    for (let number = 0; number < 100; number += 1)
      cache.store(numbered(number), preflightAnswer(ALLOW_X_TEST, 'firefox'), 1000, number);
    cache.lookUp(numbered(0), 1001);
    cache.store(numbered(100), preflightAnswer(ALLOW_X_TEST, 'firefox'), 1002, 100);
    expect([0, 1, 2, 100].map((number) => cache.lookUp(numbered(number), 1003) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});

/** What has been permitted by name so far, and by which answer last. */
function lastPermitted(answers: readonly HeaderList[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const [index, headers] of answers.entries()) {
    for (const [, value] of headers) for (const name of value.split(',')) last.set(name.toLowerCase(), index);
  }
  return last;
}

it('remembers for each name the last answer that permitted it, however many permitted others', () => {
  const names = fc.subarray(['x-a', 'X-B', 'x-c', 'x-d', '*']);
  const answer = names.map((list): HeaderList => [['Access-Control-Allow-Headers', list.join(',')]]);
  fc.assert(
    fc.property(fc.array(answer, { minLength: 1, maxLength: 12 }), (answers) => {
      const cache = preflightCache<number>('standard');
      for (const [index, headers] of answers.entries())
        cache.store(asks(), preflightAnswer(headers, 'standard'), 1000, index);
      const last = lastPermitted(answers);
      for (const name of ['x-a', 'x-b', 'x-c', 'x-d', 'x-e']) {
        const found = cache.lookUp(asks({ unsafeHeaderNames: [name] }), 2000);
        expect(found?.grant.by).toBe(last.get(name) ?? last.get('*'));
      }
    }),
  );
});

it('tells apart what an origin ends with and what a URL begins with', () => {
  const cache = preflightCache<string>('firefox');
  const left = asks({ origin: 'null a', url: 'bhttps://x.example/' });
  cache.store(left, preflightAnswer(ALLOW_X_TEST, 'firefox'), 1000, 'left');
  expect(cache.lookUp(left, 1001)?.grant.by).toBe('left');
  expect(cache.lookUp(asks({ origin: 'null ab', url: 'https://x.example/' }), 1001)).toBeUndefined();
  expect(cache.lookUp({ ...left, credentialsMode: 'include' }, 1001)).toBeUndefined();
});
