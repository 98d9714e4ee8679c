import { effect } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import type { FetchTrace } from '../../src/analyzer/trace/fetch-trace.ts';
import { createAnalysis } from '../../src/panel/analysis.ts';
import { parseTranscripts } from '../support/transcript.ts';

const fetched = (answer: string) => `page http://localhost:3000\n> GET http://localhost:8000/items\n${answer}`;
const [BLOCKED, ALLOWED] = parseTranscripts(
  [fetched('< 200\n! net::ERR_FAILED'), fetched('< 200\nAccess-Control-Allow-Origin: *\n! completed')].join('\n---\n'),
) as [FetchTrace, FetchTrace];

/** So many fetches, the same for the same numbers. */
const ALL: readonly FetchTrace[] = Array.from({ length: 3000 }, (_, number) => ({
  ...BLOCKED,
  id: `fetch-${number}`,
  startedAt: number,
}));

/** What is shown of a log, from version to version. */
function watched() {
  const analysis = createAnalysis();
  const lengths: number[] = [];
  effect(() => void lengths.push(analysis.report.value.traces.length));
  const isDone = () => analysis.explained.value === analysis.report.value && analysis.left.value === 0;
  const settled = (count: number) =>
    vi.waitFor(() => expect([analysis.report.value.traces.length, isDone()]).toEqual([count, true]), {
      timeout: 30_000,
    });
  return { analysis, lengths, settled };
}

test('few are told of at once, with all their words', () => {
  const { analysis, lengths } = watched();
  analysis.update(ALL.slice(0, 3));
  expect(lengths).toEqual([0, 3]);
  expect(analysis.explained.value).toBe(analysis.report.value);
});

test('of many at once a screenful comes first, and what waits for it comes after it', async () => {
  const { analysis, lengths, settled } = watched();
  analysis.update(ALL);
  expect(lengths).toEqual([0]);
  expect([analysis.arriving.value, analysis.left.value > 0]).toEqual([true, true]);
  const shownBefore = new Promise<number>((resolve) => {
    effect(() => {
      if (!analysis.arriving.value) resolve(analysis.report.peek().traces.length);
    });
  });
  expect(await shownBefore).toBeGreaterThan(0);
  await settled(ALL.length);
  expect(lengths[1]).toBeLessThan(400);
});

test('a log that grows faster than it is read is never told of in part of what was told before', async () => {
  const { analysis, lengths, settled } = watched();
  for (let count = 500; count <= ALL.length; count += 250) {
    analysis.update(ALL.slice(0, count));
    // One of the tasks that it takes, not all of them.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await settled(ALL.length);
  expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  expect(analysis.report.value.traces.map(({ trace }) => trace)).toEqual(ALL);
});

test('a fetch that comes before others, one in a new state, and a log that was cleared are told of as they are', async () => {
  const { analysis, settled } = watched();
  const without = ALL.toSpliced(1500, 1);
  analysis.update(without);
  await settled(without.length);
  const changed = ALL.with(20, { ...ALLOWED, id: 'fetch-20', startedAt: 20 });
  analysis.update(changed);
  await settled(ALL.length);
  expect(analysis.report.value.traces.map(({ trace }) => trace)).toEqual(changed);
  expect(analysis.report.value.traces[20]?.judgement.verdict).toBe('allowed');
  analysis.update([]);
  await settled(0);
});
