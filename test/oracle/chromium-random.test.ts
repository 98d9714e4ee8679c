import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ChromiumOracle, openChromiumOracle } from './chromium.ts';
import { explained } from './explain.ts';
import { COUNT, randomCases, SEED } from './generate.ts';
import { figuresOf, publish, runGraded } from './suite.ts';

/** More of one kind say nothing new. */
const MOST_SHRUNK = 5;

let oracle: ChromiumOracle;

beforeAll(async () => {
  oracle = await openChromiumOracle();
});
afterAll(() => oracle.close());

it(`Chromium and the extension agree on ${COUNT} requests made by chance (ORACLE_SEED=${SEED})`, async () => {
  const startedAt = Date.now();
  const runs = await runGraded(oracle, randomCases(SEED, COUNT));
  const figures = figuresOf('chromium-random', oracle.version, runs, startedAt, SEED);
  publish(figures);
  const failed = runs.filter(({ complaint }) => complaint !== '');
  const shrunk: string[] = [];
  for (const { run } of failed.slice(0, MOST_SHRUNK)) {
    shrunk.push(await explained(run.placed.case, (cases) => runGraded(oracle, cases)));
  }
  expect(shrunk, `${failed.length} disagreements`).toEqual([]);
  expect(figures.grades.pair, 'candidate pairs').toBeLessThanOrEqual(0.13 * COUNT);
}, 600_000);
