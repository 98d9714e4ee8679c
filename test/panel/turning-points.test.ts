import { expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import type { AnalyzedTrace } from '../../src/analyzer/report.ts';
import { turningPointsOf } from '../../src/panel/turning-points.ts';
import { parseTranscripts } from '../support/transcript.ts';

const PAGE = 'page http://localhost:3000\ncredentials same-origin';
const OWN = 'Access-Control-Allow-Origin: http://localhost:3000';
const get = (answer: string, path = 'items') => `${PAGE}\n> GET http://localhost:8000/${path}\n${answer}`;
const ALLOWED = get(`< 200\n${OWN}\nVary: Origin\n! completed`);
const MISSING = get('< 200\n! net::ERR_FAILED');
const OTHER_PORT = get('< 200\nAccess-Control-Allow-Origin: http://localhost:5173\n! net::ERR_FAILED');
const OPAQUE = 'page http://localhost:3000\nmode no-cors\n> GET http://localhost:8000/items\n< 200\n! completed';

function tracesOf(...transcripts: readonly string[]) {
  return analyze(parseTranscripts(transcripts.join('\n---\n'))).traces;
}

function kindsOf(traces: readonly AnalyzedTrace[], pointsOf = turningPointsOf()) {
  const points = pointsOf(traces);
  return traces.map((analyzed) => points(analyzed)?.kind);
}

test('only the fetch that ended otherwise than the one before is a turning point', () => {
  const traces = tracesOf(MISSING, MISSING, OTHER_PORT, ALLOWED, ALLOWED, MISSING);
  expect(kindsOf(traces)).toEqual([undefined, undefined, 'progress', 'fixed', undefined, 'broken']);
});

test('other endpoints and fetches that are not decided lie between without being compared', () => {
  const traces = tracesOf(MISSING, get('< 200\n! net::ERR_FAILED', 'others'), OPAQUE, ALLOWED);
  expect(kindsOf(traces)).toEqual([undefined, undefined, undefined, 'fixed']);
});

test('a list that grew, that was sorted in between, and that was emptied, says what a new look at it says', () => {
  const pointsOf = turningPointsOf();
  const [first, second, third, fourth] = tracesOf(MISSING, OTHER_PORT, ALLOWED, MISSING) as [
    AnalyzedTrace,
    AnalyzedTrace,
    AnalyzedTrace,
    AnalyzedTrace,
  ];
  for (const list of [[first], [first, third], [first, second, third], [first, second, third, fourth], [], [third]]) {
    expect(kindsOf(list, pointsOf)).toEqual(kindsOf(list));
  }
});

test('the same two fetches give the same object, so that nothing is drawn again', () => {
  const pointsOf = turningPointsOf();
  const traces = tracesOf(MISSING, ALLOWED);
  const since = traces[1] as AnalyzedTrace;
  expect(pointsOf(traces)(since)).toBe(pointsOf([...traces])(since));
});
