import type { AnalyzedTrace } from '../analyzer/report.ts';

/** How a version of a list differs from the one before. Whatever it does not name is the same element at the same place. */
export interface ListChange {
  /** Places before `from`, ascending, at which the same thing stands in a new state. */
  readonly replaced: readonly number[];
  /** From here on the lists have nothing to do with each other: most often the end of the old one. */
  readonly from: number;
}

/** Compares by identity and looks into elements only where they differ: a log of which little changed costs next to nothing. */
export function changeBetween<T>(
  before: readonly T[],
  now: readonly T[],
  isSame: (before: T, now: T) => boolean,
): ListChange {
  const replaced: number[] = [];
  const end = Math.min(before.length, now.length);
  for (let at = 0; at < end; at += 1) {
    const [old, young] = [before[at] as T, now[at] as T];
    if (old === young) continue;
    if (!isSame(old, young)) return { replaced, from: at };
    replaced.push(at);
  }
  return { replaced, from: end };
}

/** Whether two states are of one fetch, under the heading of one server. */
export function isSameFetch(a: AnalyzedTrace, b: AnalyzedTrace): boolean {
  return a.trace.id === b.trace.id && a.serverOrigin === b.serverOrigin;
}

/** What is kept about a list by hearing what goes out of it and what comes into it. */
interface Tally<T> {
  readonly removed: (element: T) => void;
  readonly added: (element: T) => void;
}

/** @returns a function that brings a tally up to the list it is given; all that went is told before all that came. */
export function tallying<T>({ removed, added }: Tally<T>): (now: readonly T[]) => void {
  let before: readonly T[] = [];
  return (now) => {
    const last = before;
    before = now;
    if (last === now) return;
    const { replaced, from } = changeBetween(last, now, () => true);
    for (const at of replaced) removed(last[at] as T);
    for (let at = from; at < last.length; at += 1) removed(last[at] as T);
    for (const at of replaced) added(now[at] as T);
    for (let at = from; at < now.length; at += 1) added(now[at] as T);
  };
}
