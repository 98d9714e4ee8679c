import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { ServerGuess } from '../analyzer/server/server-guess.ts';

/** A line of the timeline: the heading of a server, or one fetch to it. */
export type TimelineItem = ServerHeading | TraceLine;

export interface ServerHeading {
  readonly kind: 'server';
  readonly server: string;
  readonly guess: ServerGuess;
  readonly blocked: number;
  readonly of: number;
  /** Its fetches are not in the list. */
  readonly collapsed: boolean;
}

export interface TraceLine {
  readonly kind: 'trace';
  readonly analyzed: AnalyzedTrace;
}

/** What tells one line from all others, and lasts while the list changes. */
export function keyOf(item: TimelineItem): string {
  return item.kind === 'server' ? headingKey(item.server) : item.analyzed.trace.id;
}

export function headingKey(server: string): string {
  return `server ${server}`;
}

export type Step = 'previous' | 'next' | 'first' | 'last' | 'page-up' | 'page-down';

/** The place that a key moves to in a list of `count` lines, from place `at` or, with -1, from before the first. */
export function movedTo(count: number, at: number, step: Step, pageSize: number): number {
  const target = {
    previous: at - 1,
    next: at + 1,
    first: 0,
    last: count - 1,
    'page-up': at - pageSize,
    'page-down': at + pageSize,
  }[step];
  return Math.max(Math.min(target, count - 1), 0);
}

/** The place of the line with this key, or -1. */
export function placeOf(items: readonly TimelineItem[], key: string | undefined): number {
  if (key === undefined) return -1;
  for (let at = 0; at < items.length; at += 1) if (keyOf(items[at] as TimelineItem) === key) return at;
  return -1;
}
