import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { causeOf, findingsOf } from '../../src/analyzer/diagnose.ts';
import { browserNames, candidateNames } from '../../src/analyzer/failure-names.ts';
import { otherReadings } from '../../src/analyzer/other-readings.ts';
import type { AnalyzedTrace } from '../../src/analyzer/report.ts';
import { RULES } from '../../src/analyzer/rules/index.ts';
import { assemble } from '../../src/analyzer/trace/assemble.ts';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import { judge } from '../../src/analyzer/trace/judge.ts';
import { watchedTrace } from '../../src/analyzer/trace/watched-trace.ts';
import { anotherView } from '../support/another-view.ts';
import { generatedSession } from '../support/generated-session.ts';
import { parseTranscript, parseTranscripts } from '../support/transcript.ts';

const VIEWS = [1, 2, 3];

/** The same page opened over and over: most of what it asks for is asked for again. */
function viewedAgain(traces: readonly FetchTrace[]): readonly FetchTrace[] {
  return [...traces, ...VIEWS.flatMap((number) => traces.map((trace) => anotherView(trace, number)))];
}

/** What is said about a fetch among others. */
function said({ cause, findings, ...names }: Pick<AnalyzedTrace, 'cause' | 'findings'> & Named) {
  return { cause, findings, ...names };
}

type Named = Pick<AnalyzedTrace, 'browserNames' | 'candidateNames' | 'readings'>;

/** The same, found for this one as if there had never been another that is alike. */
function foundAlone({ trace, server, timeline, preflightHistory, cacheFill }: AnalyzedTrace) {
  const judgement = judge(trace);
  const earlier = { preflights: preflightHistory, ...(cacheFill ? { cacheFill } : {}) };
  const surroundings = { server, timeline, earlier };
  const cause = causeOf(trace, judgement, surroundings);
  return said({
    cause,
    findings: findingsOf(trace, judgement, cause, surroundings),
    browserNames: browserNames(trace, judgement),
    candidateNames: candidateNames(trace, judgement),
    readings: otherReadings(trace, judgement),
  });
}

function expectSameAsAlone(traces: readonly FetchTrace[]): void {
  for (const one of analyze(traces).traces) {
    const { cause, findings, browserNames, candidateNames, readings } = one;
    expect(said({ cause, findings, browserNames, candidateNames, readings })).toEqual(foundAlone(one));
  }
}

const EXAMPLES = RULES.flatMap(({ id, examples }) =>
  [...examples.failing, ...examples.passing].map((text, index) => [id, index, text] as const),
);

test.each(EXAMPLES)(
  '%s, example %i: fetches of later views are told the words that are theirs',
  (_id, _index, text) => {
    expectSameAsAlone(viewedAgain(parseTranscripts(text)));
  },
);

test('whatever a page asks for over and over, each fetch is told what it would be told alone', () => {
  const traces = generatedSession.map(({ browser, observations }) => assemble(observations, browser));
  fc.assert(
    fc.property(traces, (once) => expectSameAsAlone(viewedAgain(once))),
    { numRuns: 60 },
  );
});

const MISSING = `page http://localhost:3000
  > GET http://localhost:8000/items
  < 200
  Date: Sun, 22 Nov 2026 08:00:00 GMT
  ! net::ERR_FAILED`;
const MISMATCH = MISSING.replace('Date:', 'Access-Control-Allow-Origin: http://localhost:3001\nDate:');

function many(text: string): readonly FetchTrace[] {
  const trace = parseTranscript(text);
  return Array.from({ length: 50 }, (_, number) => anotherView(trace, number));
}

/** How often any rule was asked meanwhile. */
function timesAsked(work: () => unknown): number {
  const spies = RULES.map((rule) => vi.spyOn(rule, 'diagnose'));
  work();
  const times = spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  for (const spy of spies) spy.mockRestore();
  return times;
}

describe('fetches that are alike', () => {
  test('have one diagnosis between them when it says nothing of their own, found in the time of a few', () => {
    const few = timesAsked(() => analyze(many(MISMATCH).slice(0, 3)).traces.map(({ findings }) => findings));
    const { traces } = analyze(many(MISMATCH.replace('localhost:3001', 'localhost:3002')));
    const all = timesAsked(() => traces.map(({ findings }) => findings));
    expect(new Set(traces.map(({ cause }) => cause)).size).toBe(1);
    expect(traces[0]?.cause?.rule).toBe('allow-origin-port-mismatch');
    expect(all).toBe(few);
  });

  test('have one each when it names the path', () => {
    const { traces } = analyze(many(MISSING.replace('ERR_FAILED', 'ERR_BLOCKED_BY_CLIENT')));
    expect(new Set(traces.map(({ cause }) => cause?.rule))).toEqual(new Set(['client-blocked']));
    expect(new Set(traces.map(({ cause }) => JSON.stringify(cause?.headline))).size).toBe(traces.length);
  });

  test('are diagnosed anew when their server shows something else', () => {
    const traces = many(MISMATCH.replace('localhost:3001', 'localhost:3003'));
    const other = parseTranscript(MISMATCH.replace('< 200', '< 404').replace('localhost:3001', '*'), 'other');
    for (const list of [traces, [...traces, other], traces]) expectSameAsAlone(list);
  });
});

describe('a watched trace', () => {
  const trace = parseTranscript(MISSING);
  function looksIn(read: (watched: FetchTrace) => unknown, onlyOrigin = true): boolean {
    let looks = false;
    const watched = watchedTrace(trace, onlyOrigin, () => {
      looks = true;
    });
    read(watched);
    return looks;
  }

  test.each<[string, (watched: FetchTrace) => unknown]>([
    ['its id', ({ id }) => id],
    ['its document', ({ documentId }) => documentId],
    ['its frame', ({ frameId }) => frameId],
    ['when it started', ({ startedAt }) => startedAt],
    ['when it ended', ({ outcome }) => 'at' in outcome && outcome.at],
    ['whether a time is there', ({ hops }) => hops.map((hop) => 'sentAt' in hop)],
    ['a time that is not there', ({ hops }) => hops.at(-1)?.preflight?.sentAt ?? hops[0]?.sentAt],
    ['its path', ({ hops: [hop] }) => hop?.url],
    ['the date of its answer', ({ hops: [hop] }) => hop?.response?.headers.find(([name]) => name === 'Date')?.[1]],
    ['all of it', (watched) => ({ ...watched })],
    ['all of a hop', ({ hops: [hop] }) => ({ ...hop })],
    ['the names of its fields', ({ hops: [hop] }) => Object.keys(hop ?? {})],
    ['its text', (watched) => JSON.stringify(watched)],
  ])('tells that somebody looks at %s', (_what, read) => {
    expect(looksIn(read)).toBe(true);
  });

  test.each<[string, (watched: FetchTrace) => unknown]>([
    ['the browser', ({ browser }) => browser],
    ['how it ended', ({ outcome }) => outcome.kind],
    ['the status', ({ hops }) => hops.map(({ response }) => response?.status)],
    ['that there is a date', ({ hops: [hop] }) => hop?.response?.headers.some((header) => header[0] === 'Date')],
  ])('says nothing of a look at %s, which fetches that are alike have in common', (_what, read) => {
    expect(looksIn(read)).toBe(false);
  });

  test('has its address in common where the situation holds all of it', () => {
    expect(looksIn(({ hops: [hop] }) => hop?.url, false)).toBe(false);
  });

  test('reads like the trace', () => {
    expect(JSON.parse(JSON.stringify(watchedTrace(trace, true, () => undefined)))).toEqual(trace);
    const watched = watchedTrace(Object.freeze(trace), true, () => undefined);
    expect(watched.hops.at(-1)).toBe(watched.hops[0]);
    expect(watched.hops[0]?.response?.headers).toHaveLength(trace.hops[0]?.response?.headers.length ?? 0);
  });
});
