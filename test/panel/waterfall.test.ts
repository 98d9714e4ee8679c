import { expect, test } from 'vitest';
import { analyze } from '../../src/analyzer/analyze.ts';
import { barSegments, timeScale } from '../../src/panel/waterfall.ts';
import { parseTranscripts } from '../support/transcript.ts';

function segmentsOf(transcript: string) {
  return analyze(parseTranscripts(transcript)).traces.map(barSegments);
}

const PREFLIGHTED = `
page http://localhost:3000
> OPTIONS http://localhost:8000/items
Access-Control-Request-Method: PUT
< 204
Access-Control-Allow-Origin: *
Access-Control-Allow-Methods: PUT
`;

test('a preflighted request is a preflight and a request in one bar', () => {
  const [bar = []] = segmentsOf(
    `${PREFLIGHTED}> PUT http://localhost:8000/items\n< 200\nAccess-Control-Allow-Origin: *\n! completed`,
  );
  expect(bar.map(({ kind }) => kind).filter((kind) => kind !== 'wait')).toEqual(['preflight', 'actual']);
});

test('a request that the preflight stopped has no segment of its own', () => {
  const refused = PREFLIGHTED.replace('Access-Control-Allow-Origin: *\n', '');
  const [bar = []] = segmentsOf(`${refused}! net::ERR_FAILED`);
  expect(bar.map(({ kind }) => kind).filter((kind) => kind !== 'wait')).toEqual(['preflight']);
});

test.each([
  ['preflight', `${PREFLIGHTED.replace('Access-Control-Allow-Origin: *\n', '')}! net::ERR_FAILED`],
  ['actual', `${PREFLIGHTED}> PUT http://localhost:8000/items\n< 200\n! net::ERR_FAILED`],
  [
    'actual',
    'page http://localhost:3000\n> GET http://localhost:8000/a\n< 302\nLocation: http://localhost:8000/b\n! net::ERR_FAILED',
  ],
  ['actual', 'page http://localhost:3000\n> GET http://localhost:9999/a\n! net::ERR_CONNECTION_REFUSED'],
])('the %s at which the browser stopped is marked, and nothing else', (kind, transcript) => {
  const [bar = []] = segmentsOf(transcript);
  expect(bar.filter(({ stopped }) => stopped).map((segment) => segment.kind)).toEqual([kind]);
});

test('nothing of an allowed request is marked', () => {
  const [bar = []] = segmentsOf(
    `${PREFLIGHTED}> PUT http://localhost:8000/items\n< 200\nAccess-Control-Allow-Origin: *\n! completed`,
  );
  expect(bar.some(({ stopped }) => stopped)).toBe(false);
});

test('a redirect is a segment of the same bar', () => {
  const [bar = []] = segmentsOf(`
page http://localhost:3000
> GET http://localhost:8000/a
< 302
Location: http://localhost:8000/b
Access-Control-Allow-Origin: *
> GET http://localhost:8000/b
< 200
Access-Control-Allow-Origin: *
! completed
`);
  expect(bar.map(({ kind }) => kind).filter((kind) => kind !== 'wait')).toEqual(['redirect', 'actual']);
});

test('segments follow each other without gaps or overlaps', () => {
  const [bar = []] = segmentsOf(
    `${PREFLIGHTED}> PUT http://localhost:8000/items\n< 200\nAccess-Control-Allow-Origin: *\n! completed`,
  );
  for (const [index, segment] of bar.entries()) {
    expect(segment.to).toBeGreaterThanOrEqual(segment.from);
    if (index > 0) expect(segment.from).toBe(bar[index - 1]?.to);
  }
});

test('a pause of an hour takes less room than the requests around it', () => {
  const hour = 3_600_000;
  const bar = (from: number) => [{ kind: 'actual', from, to: from + 100 }] as const;
  const scale = timeScale([bar(0), bar(hour)]);
  expect(scale(0)).toBe(0);
  expect(scale(hour + 100)).toBe(1);
  expect(scale(hour) - scale(100)).toBeLessThan(0.1);
  expect(scale(100)).toBeGreaterThan(0.4);
});

test('a moment has its place whatever the order of the bars', () => {
  const bar = (from: number) => [{ kind: 'actual', from, to: from + 100 }] as const;
  const bars = [bar(0), bar(50), bar(1000), bar(9000)];
  const [inOrder, sorted] = [timeScale(bars), timeScale([bar(9000), bar(50), bar(0), bar(1000)])];
  for (const at of [0, 75, 149, 1000, 1050, 9000, 9100]) expect(sorted(at)).toBe(inOrder(at));
  expect(inOrder(9100)).toBe(1);
});
