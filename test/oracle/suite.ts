import { mkdirSync, writeFileSync } from 'node:fs';
import type { OracleCase, Placed } from './case.ts';
import type { CaseRun, ChromiumOracle } from './chromium.ts';
import { type AskedOfCase, type Grade, type Graded, grade, isWrong } from './grade.ts';
import { transcriptOf } from './transcript.ts';

/** Requests made at the same time. Enough to keep two processors busy, few enough to stay quick to compare. */
const BATCH = 60;

/** What the comparison of one case came to. */
export interface GradedCase {
  /** One per ask. */
  readonly grades: readonly Graded[];
  /** What is wrong, for people; empty when nothing is. */
  readonly complaint: string;
}

export interface GradedRun extends GradedCase {
  readonly run: CaseRun;
}

export async function runGraded(
  oracle: Pick<ChromiumOracle, 'run'>,
  cases: readonly OracleCase[],
  atOnce = BATCH,
): Promise<readonly GradedRun[]> {
  const graded: GradedRun[] = [];
  for (let start = 0; start < cases.length; start += atOnce) {
    const runs = await oracle.run(cases.slice(start, start + atOnce));
    graded.push(...runs.map((run) => ({ run, ...gradeRun(run.placed, run) })));
  }
  return graded;
}

export function gradeRun(placed: Placed, { asked, surplus }: AskedOfCase): GradedCase {
  const grades = asked.map(grade);
  const differences = grades.filter(isWrong).map(({ grade: name, difference }) => `${name}: ${difference}`);
  if (surplus.length > 0) differences.push(`${surplus.length} traces more than requests`);
  const complaint = differences.length === 0 ? '' : [transcriptOf(placed), ...differences].join('\n');
  return { grades, complaint };
}

/** How often each grade was given, and what it was given for. */
export interface Figures {
  readonly suite: string;
  readonly browser: string;
  readonly requests: number;
  readonly grades: Readonly<Record<Grade, number>>;
  /** Traces that no request explains. */
  readonly surplus: number;
  readonly seed?: number;
  readonly seconds: number;
}

/** What is counted of a run, whichever browser it was. */
interface CountedRun {
  readonly run: { readonly surplus: readonly unknown[] };
  readonly grades: readonly { readonly grade: string }[];
}

export function figuresOf(
  suite: string,
  browser: string,
  runs: readonly CountedRun[],
  startedAt: number,
  seed?: number,
): Figures {
  const all = runs.flatMap(({ grades }) => grades);
  const count = (name: Grade) => all.filter((one) => one.grade === name).length;
  return {
    suite,
    browser,
    requests: all.length,
    grades: {
      exact: count('exact'),
      pair: count('pair'),
      unobservable: count('unobservable'),
      'hidden-input': count('hidden-input'),
      'wrong-outcome': count('wrong-outcome'),
      'wrong-reason': count('wrong-reason'),
      'missing-trace': count('missing-trace'),
    },
    surplus: runs.reduce((sum, { run }) => sum + run.surplus.length, 0),
    ...(seed === undefined ? {} : { seed }),
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
  };
}

const FOLDER = new URL('../../dist/agreement/', import.meta.url);

/** Prints the figures and keeps them in `dist/agreement/<suite>.json`. */
export function publish(figures: Figures): void {
  const { suite, browser, requests, grades, seconds, seed } = figures;
  const counts = Object.entries(grades).map(([name, count]) => `${count} ${name}`);
  const repeat = seed === undefined ? '' : `, ORACLE_SEED=${seed}`;
  console.error(`${suite}: ${requests} requests in ${browser}: ${counts.join(', ')} (${seconds} s${repeat})`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL(`${suite}.json`, FOLDER), `${JSON.stringify(figures, null, 2)}\n`);
}
