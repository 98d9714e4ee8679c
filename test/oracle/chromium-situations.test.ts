import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SITUATION_CASES } from './cases/situation-cases.ts';
import { type ChromiumOracle, openChromiumOracle } from './chromium.ts';
import { whatIsWritten, whatWasSeen } from './seen.ts';
import { figuresOf, type GradedRun, publish, runGraded } from './suite.ts';

/** What the document about limits calls it. */
const HIDDEN = 'what another extension took away from an answer';

let oracle: ChromiumOracle | undefined;
const runs = new Map<string, GradedRun>();

beforeAll(async () => {
  const startedAt = Date.now();
  oracle = await openChromiumOracle({ situations: SITUATION_CASES });
  const all = await runGraded(oracle, SITUATION_CASES);
  for (const one of all) runs.set(one.run.placed.case.id, one);
  publish(figuresOf('chromium-situations', oracle.version, all, startedAt));
});
afterAll(() => oracle?.close());

describe('where not only page and servers have a say, the extension says what Chromium says', () => {
  it.each(SITUATION_CASES.map((one) => [one.id, one.title, one] as const))('about %s: %s', (id, _title, one) => {
    const graded = runs.get(id);
    expect(graded?.complaint).toBe('');
    expect(graded?.run.asked.map(whatWasSeen)).toEqual(
      one.observed.map((observed, index) => whatIsWritten(observed, graded?.run.asked[index])),
    );
  });

  it('except for what is hidden, which the document about limits tells with its count', () => {
    const hidden = [...runs.values()].flatMap(({ grades }) => grades).filter(({ grade }) => grade === 'hidden-input');
    const limits = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');
    const rows = limits.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    expect(rows.find((cells) => cells[1] === HIDDEN)?.[2]).toBe(String(hidden.length));
  });
});
