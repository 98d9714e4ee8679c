import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/analyzer/analyze.ts';
import type { AnalyzedTrace } from '../../../src/analyzer/report.ts';
import { plainText } from '../../../src/analyzer/rules/prose.ts';
import { parseTranscripts } from '../../support/transcript.ts';

/** All fetches of a transcript, analysed together. */
function analyzed(transcript: string): readonly AnalyzedTrace[] {
  return analyze(parseTranscripts(transcript)).traces;
}

const causes = (transcript: string) => analyzed(transcript).map(({ cause }) => cause?.rule ?? null);

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly names?: string;
  readonly page?: string;
}

function preflight({ path = '/items/1', method = 'PUT', names, page = 'localhost:3000' }: Asked): string {
  const headers = names === undefined ? '' : `\n  Access-Control-Request-Headers: ${names}`;
  return `page http://${page}
    credentials same-origin
    > OPTIONS http://localhost:8000${path}
    Access-Control-Request-Method: ${method}${headers}`;
}

function permitted(asked: Asked): string {
  const { path = '/items/1', method = 'PUT', names = '', page = 'localhost:3000' } = asked;
  return `${preflight(asked)}
    < 204
    Access-Control-Allow-Origin: http://${page}
    Access-Control-Allow-Methods: ${method}
    Access-Control-Allow-Headers: ${names}
    > ${method} http://localhost:8000${path}
    < 200
    Access-Control-Allow-Origin: http://${page}
    ! completed`;
}

const refused = (asked: Asked, lines: string) => `${preflight(asked)}\n${lines}\n! net::ERR_FAILED`;
const inOrder = (...fetches: readonly string[]) => fetches.join('\n---\n');

describe('a preflight that is answered without a permission, where this origin got one before', () => {
  test.each<[string, string]>([
    ['a 2xx with nothing in it', '< 200'],
    ['a 204 that varies by the origin', '< 204\nVary: Origin'],
    ['a bare 403', '< 403'],
    ['a bare 400', '< 400'],
  ])('is about the method when it was asked for at the same URL: %s', (_what, lines) => {
    const [, last] = analyzed(inOrder(permitted({}), refused({ method: 'DELETE' }, lines)));
    expect(last?.cause?.rule).toBe('preflight-request-refused');
    expect(plainText(last?.cause?.headline ?? [])).toContain('DELETE');
    expect(last?.cause?.changes).toContainEqual({ kind: 'allow-method', method: 'DELETE' });
  });

  test('is about the header that no permitted preflight had asked for', () => {
    const [, last] = analyzed(inOrder(permitted({ names: 'x-one' }), refused({ names: 'x-one,x-two' }, '< 403')));
    expect(last?.cause?.rule).toBe('preflight-request-refused');
    expect(plainText(last?.cause?.headline ?? [])).toContain('does not permit x-two');
  });

  test('shows the permission as evidence', () => {
    const [first, last] = analyzed(inOrder(permitted({}), refused({ method: 'DELETE' }, '< 204')));
    expect(last?.cause?.evidence).toContainEqual({
      kind: 'request',
      traceId: first?.trace.id,
      shows: 'allows-this-origin',
    });
  });

  test.each<[string, string, string]>([
    [
      'the permission was for another URL and nothing looked at the origin',
      inOrder(permitted({}), refused({ path: '/users', method: 'DELETE' }, '< 403')),
      'preflight-auth-refused',
    ],
    [
      'the same was permitted before: then something else has changed',
      inOrder(permitted({}), refused({}, '< 403')),
      'preflight-auth-refused',
    ],
    [
      'the permission was for another origin',
      inOrder(permitted({ page: 'localhost:5173' }), refused({ method: 'DELETE' }, '< 204\nVary: Origin')),
      'middleware-origin-refused',
    ],
    [
      'the framework answers OPTIONS by itself',
      inOrder(permitted({}), refused({ method: 'DELETE' }, '< 200\nAllow: GET, PUT')),
      'preflight-route-missing',
    ],
    ['a login is asked for', inOrder(permitted({}), refused({ method: 'DELETE' }, '< 401')), 'preflight-auth-refused'],
  ])('is nothing of that kind when %s', (_what, transcript, rule) => {
    expect(causes(transcript).at(-1)).toBe(rule);
  });

  test('is not explained by what was permitted only later', () => {
    const transcript = inOrder(refused({ method: 'DELETE' }, '< 204\nVary: Origin'), permitted({}));
    expect(causes(transcript)).toEqual(['middleware-origin-refused', null]);
  });
});

describe('Spring, which names what it would vary by before any list is configured', () => {
  const VARY = ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers']
    .map((name) => `Vary: ${name}`)
    .join('\n');
  const answered = (status: number) => `page http://localhost:3000
    > GET http://localhost:8000/items
    < ${status}
    ${VARY}
    ! net::ERR_FAILED`;

  test.each([
    [200, 'allow-origin-missing'],
    [404, 'error-response-hidden'],
    [403, 'middleware-origin-refused'],
  ])('has refused nothing unless the status is 403: %i', (status, rule) => {
    expect(causes(answered(status))).toEqual([rule]);
  });

  test.each([
    [404, 'cannot-tell'],
    [403, 'ran-and-refused'],
  ])('says so of its middleware: %i', (status, middleware) => {
    expect(analyzed(answered(status))[0]?.server).toMatchObject({ stack: 'spring-boot', middleware });
  });
});
