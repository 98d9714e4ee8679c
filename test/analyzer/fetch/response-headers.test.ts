import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import { corsExposedHeaderNames, hiddenHeaderNames } from '../../../src/analyzer/fetch/response-headers.ts';

const response = (...expose: string[]): HeaderList => [
  ['Content-Type', 'text/plain'],
  ['X-Total', '3'],
  ['x-total', '4'],
  ['ETag', '"x"'],
  ['Set-Cookie', 'a=b'],
  ['Access-Control-Allow-Origin', '*'],
  ...expose.map((value) => ['Access-Control-Expose-Headers', value] as const),
];

describe('corsExposedHeaderNames', () => {
  it.each([
    ['nothing listed', [], 'same-origin', ['content-type']],
    ['a name listed in other case', ['X-TOTAL'], 'same-origin', ['content-type', 'x-total']],
    ['two lines', ['x-total', 'etag'], 'include', ['content-type', 'x-total', 'etag']],
    ['a name that is absent', ['x-other'], 'omit', ['content-type']],
    ['a cookie listed', ['set-cookie'], 'omit', ['content-type']],
    ['a list that does not parse', ['x-total; etag'], 'omit', ['content-type']],
    ['a star with credentials', ['*'], 'include', ['content-type']],
  ] as const)('with %s', (_what, expose, credentialsMode, names) => {
    expect(corsExposedHeaderNames(response(...expose), credentialsMode)).toEqual(names);
  });

  it('holds everything but cookies under a star without credentials', () => {
    expect(corsExposedHeaderNames(response('*'), 'same-origin')).toEqual([
      'content-type',
      'x-total',
      'etag',
      'access-control-allow-origin',
      'access-control-expose-headers',
    ]);
  });

  it('knows the seven names that are always readable', () => {
    const names = [
      'cache-control',
      'content-language',
      'content-length',
      'content-type',
      'expires',
      'last-modified',
      'pragma',
    ];
    expect(
      corsExposedHeaderNames(
        names.map((name) => [name, 'x'] as const),
        'include',
      ),
    ).toEqual(names);
  });
});

describe('hiddenHeaderNames', () => {
  it.each([
    ['nothing listed', [], 'same-origin', ['x-total', 'etag']],
    ['one listed', ['etag'], 'same-origin', ['x-total']],
    ['a star', ['*'], 'same-origin', []],
    ['a star with credentials', ['*'], 'include', ['x-total', 'etag']],
  ] as const)('with %s', (_what, expose, credentialsMode, names) => {
    expect(hiddenHeaderNames(response(...expose), credentialsMode)).toEqual(names);
  });
});
