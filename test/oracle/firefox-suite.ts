import { readFileSync } from 'node:fs';
import type { OracleCase } from './case.ts';
import type { FirefoxOracle, FirefoxRun } from './firefox.ts';
import { type Comparable, type GradedInFirefox, gradesOf, HIDDEN_INPUTS, isWrongInFirefox } from './firefox-grade.ts';
import { type Figures, figuresOf } from './suite.ts';
import { transcriptOf } from './transcript.ts';

/** Requests made at the same time. */
const BATCH = 60;

/** A case that was run in Firefox and compared. */
export interface GradedRun {
  readonly run: FirefoxRun;
  /** One per ask. */
  readonly grades: readonly GradedInFirefox[];
  /** What is wrong, for people; empty when nothing is. */
  readonly complaint: string;
}

export async function runGraded(oracle: FirefoxOracle, cases: readonly OracleCase[]): Promise<readonly GradedRun[]> {
  const graded: GradedRun[] = [];
  // Cases of one kind of servers after each other, because the page has to be opened anew for the other kind.
  const ordered = [...cases.filter(({ plain }) => !plain), ...cases.filter(({ plain }) => plain)];
  for (let start = 0; start < ordered.length; start += BATCH) {
    graded.push(...(await oracle.run(ordered.slice(start, start + BATCH))).map(gradedRun));
  }
  return graded;
}

function gradedRun(run: FirefoxRun): GradedRun {
  return { run, ...gradedCase(run, run.surplus.length) };
}

/** `surplus`: how many traces there are that no request explains. */
export function gradedCase(run: Comparable, surplus: number): Pick<GradedRun, 'grades' | 'complaint'> {
  const grades = gradesOf(run);
  const differences = grades.filter(isWrongInFirefox).map(({ grade, difference }) => `${grade}: ${difference}`);
  if (surplus > 0) differences.push(`${surplus} traces more than requests`);
  return { grades, complaint: differences.length === 0 ? '' : [transcriptOf(run.placed), ...differences].join('\n') };
}

/** How often each hidden input decided, by its name: of those that need another extension, or of the others. */
export function hiddenCounts(runs: readonly GradedRun[], wanted?: 'other-extension'): Readonly<Record<string, number>> {
  const all = runs.flatMap(({ grades }) => grades);
  return Object.fromEntries(
    HIDDEN_INPUTS.filter(({ needs }) => needs === wanted).map(({ name }) => [
      name,
      all.filter(({ hidden }) => hidden === name).length,
    ]),
  );
}

/** The counts of hidden inputs that docs/limits.md gives, by name. */
export function documentedCounts(names: readonly string[]): Readonly<Record<string, number>> {
  const limits = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');
  const rows = limits.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return Object.fromEntries(names.map((name) => [name, Number(rows.find((cells) => cells[1] === name)?.[2])]));
}

/** The figures of a suite in Firefox: hidden inputs are a grade of their own, and told apart by name. */
export function figuresInFirefox(
  suite: string,
  oracle: FirefoxOracle,
  runs: readonly GradedRun[],
  startedAt: number,
  seed?: number,
): Figures {
  const figures = figuresOf(suite, oracle.version, runs, startedAt, seed);
  const hidden = { ...hiddenCounts(runs), ...hiddenCounts(runs, 'other-extension') };
  const count = Object.values(hidden).reduce((sum, one) => sum + one, 0);
  const grades = { ...figures.grades, 'hidden-input': count };
  return Object.assign(figures, { grades, hidden });
}
