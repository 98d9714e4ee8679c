import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Header, HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import { serializedOriginOf } from '../../../src/analyzer/fetch/origin.ts';
import { assemble } from '../../../src/analyzer/trace/assemble.ts';
import type { FetchTrace, Hop, ObservedResponse, Preflight } from '../../../src/analyzer/trace/fetch-trace.ts';
import { judge } from '../../../src/analyzer/trace/judge.ts';
import { alikeOf, judgeAlike, situationOf } from '../../../src/analyzer/trace/judge-alike.ts';
import { anotherView } from '../../support/another-view.ts';
import { generatedSession } from '../../support/generated-session.ts';
import { parseTranscripts } from '../../support/transcript.ts';

const generatedTraces = generatedSession.map(({ browser, observations }) => assemble(observations, browser));

test('a trace is judged as if no other had been judged before, whatever was', () => {
  fc.assert(
    fc.property(generatedTraces, (traces) => {
      for (const trace of traces) expect(judgeAlike(trace)).toEqual(judge(trace));
      for (const trace of traces.map((trace) => anotherView(trace))) expect(judgeAlike(trace)).toEqual(judge(trace));
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
      for (const trace of traces) expect(situationOf(anotherView(trace))).toBe(situationOf(trace));
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
  expect(judgeAlike(anotherView(PUT))).toBe(judgeAlike(PUT));
  expect(judgeAlike(WORKERS_PUT)).not.toBe(judgeAlike(PUT));
});

/** Names and values that are told apart wrongly if they are joined, folded or ordered. */
const NAMES = [
  'Access-Control-Allow-Origin',
  'access-control-allow-origin',
  'ACCESS-CONTROL-ALLOW-CREDENTIALS',
  'Access-Control-Allow-Headers',
  'Access-Control-Allow-Methods',
  'Vary',
  'Date',
  'expires',
  'Location',
  'X-A',
  '__proto__',
  '',
];
const VALUES = [
  'https://app.example',
  'HTTPS://app.example',
  '*',
  'null',
  'true',
  'x-a',
  'PUT',
  '',
  ' ',
  '0',
  '-1',
  '/items',
  '__proto__',
];

const header = fc.tuple(
  fc.constantFrom(...NAMES),
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...VALUES) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  ),
);

/** Lists that have a lot in common: one, its lines in other orders, and some of its lines. */
const headerLists = fc
  .array(header, { maxLength: 6 })
  .chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray(list, { minLength: list.length }),
      fc.subarray(list),
      fc.constant([...list, ...list.slice(0, 1)]),
      fc.constant(list.map(([name, value]): Header => [name.toLowerCase(), value])),
    ),
  );

/** The fetch with these headers in its answer, in the answer to its preflight, or sent with it. */
function withHeaders(headers: HeaderList): readonly FetchTrace[] {
  const [hop] = PUT.hops as [Hop];
  const preflight = hop.preflight as Preflight;
  const asked = { ...preflight, response: { ...(preflight.response as ObservedResponse), headers } };
  return [
    answering(headers),
    { ...PUT, hops: [{ ...hop, preflight: asked }] },
    { ...PUT, hops: [{ ...hop, requestHeaders: headers }] },
    { ...answering(headers), browser: 'firefox', outcome: { kind: 'pending' } },
  ];
}

test('whatever headers are there, in whatever order, case and number, each trace has the judgement that is its own', () => {
  fc.assert(
    fc.property(headerLists, (lists) => {
      for (const trace of lists.flatMap(withHeaders)) expect(judgeAlike(trace)).toEqual(judge(trace));
    }),
    { numRuns: 300 },
  );
});

test('the server of a situation is that of the hop that its judgement is about', () => {
  fc.assert(
    fc.property(generatedTraces, (traces) => {
      for (const trace of traces) {
        const hop = trace.hops[judge(trace).failure?.hop ?? trace.hops.length - 1];
        expect(alikeOf(trace).serverOrigin).toBe(serializedOriginOf(hop?.url ?? ''));
      }
    }),
    { numRuns: 60 },
  );
});
