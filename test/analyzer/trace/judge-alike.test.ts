import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import type { FetchTrace, Hop } from '../../../src/analyzer/trace/fetch-trace.ts';
import { judge } from '../../../src/analyzer/trace/judge.ts';
import { judgeAlike, situationOf } from '../../../src/analyzer/trace/judge-alike.ts';
import { generatedSession } from '../../support/generated-session.ts';
import { parseTranscripts } from '../../support/transcript.ts';

const generatedTraces = generatedSession.map(({ browser, observations }) => assemble(observations, browser));

/** A fetch of another page view: other times and ids, another path, and what servers write anew into each answer. */
function another(trace: FetchTrace): FetchTrace {
  const hops = trace.hops.map((hop): Hop => {
    const response = hop.response && { ...hop.response, receivedAt: 9, headers: withDate(hop.response.headers) };
    const url =
      trace.hops.length === 1 && !locates(hop) ? hop.url.replace(/^(https?:\/\/[^/]+\/).*/, '$1other?b=2') : hop.url;
    return { ...hop, url, startedAt: hop.startedAt + 5, ...(response ? { response } : {}) };
  });
  return { ...trace, id: `${trace.id}-again`, tabId: trace.tabId + 1, startedAt: trace.startedAt + 5, hops };
}

function withDate(headers: HeaderList): HeaderList {
  return headers.map(([name, value]) => [name, /^(?:date|etag|x-request-id)$/i.test(name) ? `${value} again` : value]);
}

function locates({ response }: Hop): boolean {
  return response?.headers.some(([name]) => name.toLowerCase() === 'location') ?? false;
}

test('a trace is judged as if no other had been judged before, whatever was', () => {
  fc.assert(
    fc.property(generatedTraces, (traces) => {
      for (const trace of traces) expect(judgeAlike(trace)).toEqual(judge(trace));
      for (const trace of traces.map(another)) expect(judgeAlike(trace)).toEqual(judge(trace));
    }),
    { numRuns: 150 },
  );
});

test.each([
  ['a date', 'Date', 'Sun, 22 Nov 2026 08:00:00 GMT', 'Sun, 22 Nov 2026 08:00:01 GMT', true],
  ['when it expires', 'Expires', 'Sun, 22 Nov 2026 08:00:00 GMT', 'Sun, 22 Nov 2026 08:00:01 GMT', true],
  ['that it has expired', 'Expires', 'Sun, 22 Nov 2026 08:00:00 GMT', '0', false],
  ['an id', 'X-Request-Id', 'a', 'b', true],
])(
  'two answers that differ in the value of %s are told apart only where that tells something',
  (_, name, one, other, isSame) => {
    const [first, second] = [answering([[name, one]]), answering([[name, other]])].map(situationOf);
    expect(first === second).toBe(isSame);
    expect(first).not.toBe(situationOf(answering([])));
  },
);

test('traces that differ in ids, times, path and dates are one situation', () => {
  fc.assert(
    fc.property(generatedTraces, (traces) => {
      for (const trace of traces) expect(situationOf(another(trace))).toBe(situationOf(trace));
    }),
    { numRuns: 100 },
  );
});

const [PUT] = parseTranscripts(
  'page https://app.example\n> OPTIONS https://api.example/items\nAccess-Control-Request-Method: PUT\n< 204\n> PUT https://api.example/items\nX-A: 1\n< 200\nAccess-Control-Allow-Origin: *\n! completed',
) as [FetchTrace];

/** The same without a document. */
const { documentId: _, ...WORKERS_PUT } = PUT;

/** The trace with the answer's headers replaced. */
function answering(headers: HeaderList): FetchTrace {
  const [hop] = PUT.hops as [Hop];
  const response = hop.response && { ...hop.response, headers };
  return { ...PUT, hops: [{ ...hop, ...(response ? { response } : {}) }] };
}

test.each<[string, FetchTrace, FetchTrace]>([
  [
    'the value of a header',
    answering([['Access-Control-Allow-Origin', 'a']]),
    answering([['Access-Control-Allow-Origin', 'b']]),
  ],
  [
    'a header that looks like two',
    answering([['A', '11:BB1:C']]),
    answering([
      ['A', '1'],
      ['BB', 'C'],
    ]),
  ],
  ['how the browser ended it', PUT, { ...PUT, outcome: { kind: 'pending' } }],
  ['what the page told', PUT, { ...PUT, pageReport: { credentialsMode: 'include' } }],
  ['whether a document asked', PUT, WORKERS_PUT],
  ['the server', PUT, { ...PUT, hops: PUT.hops.map((hop) => ({ ...hop, url: 'https://other.example/items' })) }],
])('two situations are kept apart by %s', (_, one, other) => {
  expect(situationOf(one)).not.toBe(situationOf(other));
});

test('traces that are alike have one judgement between them', () => {
  expect(judgeAlike(another(PUT))).toBe(judgeAlike(PUT));
  expect(judgeAlike(WORKERS_PUT)).not.toBe(judgeAlike(PUT));
});
