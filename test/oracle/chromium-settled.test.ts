import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ChromiumOracle, openChromiumOracle } from './chromium.ts';
import { COUNT, randomCases, SEED } from './generate.ts';
import { type Figures, figuresOf, type GradedRun, publish, runGraded } from './suite.ts';

/** A recorder has room for 1000 calls. */
const PER_LOAD = 500;
const AT_ONCE = 170;

/** What not even a recorded page tells, as docs/limits.md names it: no script of an extension reaches such a frame. */
const HIDDEN = 'what is asked for in a frame with an opaque origin';

let oracle: ChromiumOracle;

beforeAll(async () => {
  oracle = await openChromiumOracle({ panel: true });
});
afterAll(() => oracle.close());

it(`nothing is left open after "Reload and settle it", of ${COUNT} requests made by chance (ORACLE_SEED=${SEED})`, async () => {
  const startedAt = Date.now();
  const cases = randomCases(SEED, COUNT);
  const runs: GradedRun[] = [];
  for (let start = 0; start < cases.length; start += PER_LOAD) {
    await oracle.settle();
    runs.push(...(await runGraded(oracle, cases.slice(start, start + PER_LOAD), AT_ONCE)));
  }
  const figures = figuresWhenSettled(runs, startedAt);
  publish(figures);
  expect(runs.map(({ complaint }) => complaint).filter((complaint) => complaint !== '')).toEqual([]);
  const open = runs.filter(isPair).filter((run) => !isFromOpaqueFrame(run));
  expect(open.map(({ run }) => run.placed.case)).toEqual([]);
  expect(figures.grades.pair).toBe(0);
}, 600_000);

function isPair({ grades }: GradedRun): boolean {
  return grades.some(({ grade }) => grade === 'pair');
}

function isFromOpaqueFrame({ run }: GradedRun): boolean {
  return run.placed.case.asks.every(({ from }) => from === 'sandboxed-frame');
}

/** What a recorded page cannot tell is counted by its name, apart from the pairs. */
function figuresWhenSettled(runs: readonly GradedRun[], startedAt: number): Figures {
  const figures = figuresOf('chromium-settled', oracle.version, runs, startedAt, SEED);
  const hidden = runs.filter((run) => isPair(run) && isFromOpaqueFrame(run)).length;
  const grades = { ...figures.grades, pair: figures.grades.pair - hidden, 'hidden-input': hidden };
  return Object.assign(figures, { grades, hidden: { [HIDDEN]: hidden } });
}
