import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TABLE } from './cases/index.ts';
import { type ChromiumOracle, openChromiumOracle } from './chromium.ts';
import { isWrong } from './grade.ts';
import { savedRegressions } from './regressions.ts';
import { whatIsWritten, whatWasSeen } from './seen.ts';
import { figuresOf, type GradedRun, publish, runGraded } from './suite.ts';

describe('the extension says what Chromium says', () => {
  let oracle: ChromiumOracle;
  const runs = new Map<string, GradedRun>();

  beforeAll(async () => {
    const startedAt = Date.now();
    oracle = await openChromiumOracle();
    const all = await runGraded(oracle, [...TABLE, ...savedRegressions()]);
    for (const one of all) runs.set(one.run.placed.case.id, one);
    publish(figuresOf('chromium-table', oracle.version, all, startedAt));
  });
  afterAll(() => oracle.close());

  it.each(TABLE.map((one) => [one.id, one.title, one] as const))('about %s: %s', (id, _title, one) => {
    const graded = runs.get(id);
    expect(graded?.complaint).toBe('');
    expect(graded?.run.asked.map(whatWasSeen)).toEqual(
      one.observed.map((observed, index) => whatIsWritten(observed, graded?.run.asked[index])),
    );
    if (one.preflights !== undefined)
      expect(graded?.run.served.filter(({ preflight }) => preflight).length).toBe(one.preflights);
  });

  it.each(savedRegressions().map(({ id }) => id))('about the saved case %s', (id) => {
    expect(runs.get(id)?.complaint).toBe('');
  });

  it('and never leaves a request out or says something else', () => {
    expect([...runs.values()].flatMap(({ grades }) => grades).filter(isWrong)).toEqual([]);
  });
});
