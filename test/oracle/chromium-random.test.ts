import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OracleCase } from './case.ts';
import { type ChromiumOracle, openChromiumOracle } from './chromium.ts';
import { COUNT, randomCases, SEED } from './generate.ts';
import { saveRegression } from './regressions.ts';
import { shrink } from './shrink.ts';
import { figuresOf, type GradedRun, publish, runGraded } from './suite.ts';

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
  for (const { run } of failed.slice(0, MOST_SHRUNK)) shrunk.push(await explained(run.placed.case));
  expect(shrunk, `${failed.length} disagreements`).toEqual([]);
  expect(figures.grades.pair, 'candidate pairs').toBeLessThanOrEqual(0.13 * COUNT);
}, 600_000);

/** The smallest case that still fails, kept for later runs, with what it shows. */
async function explained(one: OracleCase): Promise<string> {
  let last: GradedRun | undefined;
  const smallest = await shrink(one, async (cases) => {
    const failed = (await runGraded(oracle, cases)).filter(({ complaint }) => complaint !== '');
    last = failed[0] ?? last;
    return failed.map(({ run }) => run.placed.case);
  });
  const [again] = await runGraded(oracle, [smallest]);
  const complaint = again?.complaint || last?.complaint || 'it failed once only';
  return `${complaint}\nsaved as ${saveRegression(smallest, `shrunk from ${one.id}`)}`;
}
