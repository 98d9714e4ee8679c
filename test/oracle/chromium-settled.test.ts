import { afterEach, expect, it } from 'vitest';
import type { OracleCase } from './case.ts';
import { type ChromiumOracle, openChromiumOracle } from './chromium.ts';
import { COUNT, randomCases, SEED } from './generate.ts';
import { savedRegressions } from './regressions.ts';
import { figuresOf, type GradedRun, publish, runGraded } from './suite.ts';

/** A recorder has room for 1000 calls. */
const PER_LOAD = 500;
const AT_ONCE = 170;

/** What not even a recorded page tells, as docs/limits.md names it: no script of an extension reaches such a frame. */
const HIDDEN = 'what is asked for in a sandboxed frame with an address';

let oracle: ChromiumOracle | undefined;

afterEach(async () => {
  await oracle?.close();
  oracle = undefined;
});

it(`nothing is left open after "Reload and settle it", of ${COUNT} requests made by chance (ORACLE_SEED=${SEED})`, async () => {
  const startedAt = Date.now();
  oracle = await openChromiumOracle({ panel: true, srcdoc: true });
  const runs = await runSettled(oracle, randomCases(SEED, COUNT));
  const figures = figuresOf('chromium-settled', oracle.version, runs, startedAt, SEED);
  publish(figures);
  expect(complaintsOf([...runs, ...(await runSettled(oracle, savedRegressions()))])).toEqual([]);
  expect(runs.filter(isPair).map(({ run }) => run.placed.case)).toEqual([]);
  expect(figures.grades.pair).toBe(0);
}, 600_000);

it('of what frames ask for that have a sandbox and an address, nothing is wrong, and what stays open has a name', async () => {
  const startedAt = Date.now();
  oracle = await openChromiumOracle({ panel: true });
  const runs = await runSettled(oracle, randomCases(SEED, COUNT).filter(isFromSandbox));
  const figures = figuresOf('chromium-settled-addresses', oracle.version, runs, startedAt, SEED);
  const { pair: hidden, ...grades } = figures.grades;
  publish(Object.assign(figures, { grades: { ...grades, 'hidden-input': hidden }, hidden: { [HIDDEN]: hidden } }));
  expect(complaintsOf(runs)).toEqual([]);
}, 600_000);

async function runSettled(from: ChromiumOracle, cases: readonly OracleCase[]): Promise<readonly GradedRun[]> {
  const runs: GradedRun[] = [];
  for (let start = 0; start < cases.length; start += PER_LOAD) {
    await from.settle();
    runs.push(...(await runGraded(from, cases.slice(start, start + PER_LOAD), AT_ONCE)));
  }
  return runs;
}

function complaintsOf(runs: readonly GradedRun[]): readonly string[] {
  return runs.map(({ complaint }) => complaint).filter((complaint) => complaint !== '');
}

function isPair({ grades }: GradedRun): boolean {
  return grades.some(({ grade }) => grade === 'pair');
}

function isFromSandbox({ asks }: OracleCase): boolean {
  return asks.every(({ from }) => from === 'sandboxed-frame');
}
