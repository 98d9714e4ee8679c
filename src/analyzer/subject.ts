import type { AnalyzedOnDemand } from './analyzed-trace.ts';
import type { Moment } from './preflight-history.ts';
import type { Diagnosis } from './rules/rule.ts';
import type { FetchTrace } from './trace/fetch-trace.ts';
import { type Alike, alikeOf } from './trace/judge-alike.ts';
import type { Judgement } from './trace/judgement.ts';
import type { Kept } from './words.ts';

/**
 * A judged fetch, and what was found out about it so far: one object for each trace, however often it is analyzed. A
 * class, because there are as many as a log is long, and what a class answers takes no room in each of them.
 */
export class Subject {
  readonly trace: FetchTrace;
  readonly alike: Alike;
  /** What it has to do with the preflight cache; absent until that is asked. */
  moments: readonly Moment[] | undefined = undefined;
  /** As it was analyzed last. */
  analyzed: AnalyzedOnDemand | undefined = undefined;
  cause: Kept<Diagnosis | undefined> | undefined = undefined;
  findings: Kept<readonly Diagnosis[]> | undefined = undefined;

  constructor(trace: FetchTrace) {
    this.trace = trace;
    this.alike = alikeOf(trace);
  }

  get judgement(): Judgement {
    return this.alike.judgement;
  }

  /** Origin of the server that the judgement is about. */
  get serverOrigin(): string {
    return this.alike.serverOrigin;
  }
}

const memo = new WeakMap<FetchTrace, Subject>();

/** Traces are immutable: the same trace has the same subject. */
export function subjectOf(trace: FetchTrace): Subject {
  const known = memo.get(trace);
  if (known) return known;
  const subject = new Subject(trace);
  memo.set(trace, subject);
  return subject;
}
