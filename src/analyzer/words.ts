import { causeOf, findingsOf, type Problem, type Surroundings } from './diagnose.ts';
import type { Diagnosis } from './rules/rule.ts';
import type { Server } from './server-view.ts';
import type { Subject } from './subject.ts';
import type { EarlierRequests } from './trace/earlier-requests.ts';
import { type Alike, isPathWithoutEffect } from './trace/judge-alike.ts';
import { watchedTrace } from './trace/watched-trace.ts';

export const NOTHING_EARLIER: EarlierRequests = { preflights: [] };

/** What words are found with. Of equal earlier requests there is one object. */
interface Asked {
  readonly subject: Subject;
  readonly view: Server;
  readonly earlier: EarlierRequests;
}

/** Words, and what they were found with. */
export interface Kept<T> {
  /** Absent when nothing of the server was looked at: then another server's view changes nothing. */
  readonly serverKey: string | undefined;
  readonly earlier: EarlierRequests;
  /** Of findings: the cause that they are beside. */
  readonly beside: Problem | undefined;
  readonly value: T;
}

/** The cause, found again only when something changed that it was found with. */
export function causeFor(asked: Asked): Kept<Diagnosis | undefined> {
  const { subject } = asked;
  subject.cause = keptFor(CAUSE, subject.cause, asked, undefined);
  return subject.cause;
}

export function findingsFor(asked: Asked, cause: Problem | undefined): Kept<readonly Diagnosis[]> {
  const { subject } = asked;
  subject.findings = keptFor(FINDINGS, subject.findings, asked, cause);
  return subject.findings;
}

interface Words<T> {
  readonly memo: WeakMap<Alike, Together<T>>;
  find(subject: Subject, surroundings: Surroundings, beside: Problem | undefined): T;
}

/** Words for one of several fetches that are alike. `isForAll`: absent until a second one asks. */
interface Together<T> {
  readonly kept: Kept<T>;
  readonly isForAll?: boolean;
}

const CAUSE: Words<Diagnosis | undefined> = {
  memo: new WeakMap(),
  find: ({ trace, judgement }, surroundings) => causeOf(trace, judgement, surroundings),
};

const FINDINGS: Words<readonly Diagnosis[]> = {
  memo: new WeakMap(),
  find: ({ trace, judgement }, surroundings, cause) => findingsOf(trace, judgement, cause, surroundings),
};

/**
 * `known`, if it still holds. Otherwise what was found for a fetch that is alike, if rules look at nothing there that each
 * has of its own: then they would do the same again, step by step.
 */
function keptFor<T>(words: Words<T>, known: Kept<T> | undefined, asked: Asked, beside: Problem | undefined): Kept<T> {
  if (known && holds(known, asked, beside)) return known;
  if (asked.earlier !== NOTHING_EARLIER) return found(words, asked, beside);
  const { alike } = asked.subject;
  const together = words.memo.get(alike);
  if (!together || !holds(together.kept, asked, beside)) {
    const kept = found(words, asked, beside);
    words.memo.set(alike, { kept });
    return kept;
  }
  const { kept, isForAll = !looksAtOwn(words, asked, beside) } = together;
  if (together.isForAll === undefined) words.memo.set(alike, { kept, isForAll });
  return isForAll ? kept : found(words, asked, beside);
}

function found<T>(words: Words<T>, { subject, view, earlier }: Asked, beside: Problem | undefined): Kept<T> {
  const { value, looked } = view.watched((seen) => words.find(subject, { ...seen, earlier }, beside));
  return { serverKey: looked ? view.key : undefined, earlier, beside, value };
}

function holds<T>(kept: Kept<T>, { view, earlier }: Asked, beside: Problem | undefined): boolean {
  const sameServer = kept.serverKey === undefined || kept.serverKey === view.key;
  return sameServer && kept.earlier === earlier && isSameProblem(kept.beside, beside);
}

function isSameProblem(a: Problem | undefined, b: Problem | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && problemKey(a) === problemKey(b));
}

function problemKey({ rule, phase, hop, changes }: Problem): string {
  return JSON.stringify([rule, phase, hop, changes]);
}

/** Whether rules look at something that fetches which are alike do not have in common. */
function looksAtOwn<T>(words: Words<T>, { subject, view, earlier }: Asked, beside: Problem | undefined): boolean {
  let looks = false;
  const onlyOrigin = isPathWithoutEffect(subject.trace);
  const look = () => {
    looks = true;
  };
  const shown: Surroundings['shown'] = (trace) => watchedTrace(trace, onlyOrigin, look);
  view.watched((seen) => words.find(subject, { ...seen, earlier, shown }, beside));
  return looks;
}
