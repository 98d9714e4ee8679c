import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { ServerGuess } from '../analyzer/server/server-guess.ts';
import type { Sort } from './sorting.ts';

/** A line of the timeline: the heading of a server, or one fetch to it. */
export type TimelineItem =
  | {
      readonly kind: 'server';
      readonly server: string;
      readonly guess: ServerGuess;
      readonly blocked: number;
      readonly of: number;
      /** Its fetches are not in the list. */
      readonly collapsed: boolean;
    }
  | { readonly kind: 'trace'; readonly analyzed: AnalyzedTrace };

/** What tells one line from all others, and lasts while the list changes. */
export function keyOf(item: TimelineItem): string {
  return item.kind === 'server' ? headingKey(item.server) : item.analyzed.trace.id;
}

export function headingKey(server: string): string {
  return `server ${server}`;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Fetches under the server that their verdict is about; servers in the order of their first fetch, so that nothing jumps,
 * or in the order of the column when that is the server. Of `collapsed` servers only the headings. Without headings when
 * they are not `grouped`.
 */
export function timelineItems(
  traces: readonly AnalyzedTrace[],
  grouped: boolean,
  sort: Sort = null,
  collapsed: ReadonlySet<string> = NONE,
): readonly TimelineItem[] {
  if (!grouped) return traces.map((analyzed) => ({ kind: 'trace', analyzed }));
  const groups = new Map<string, AnalyzedTrace[]>();
  for (const analyzed of traces) {
    const group = groups.get(analyzed.serverOrigin);
    if (group) group.push(analyzed);
    else groups.set(analyzed.serverOrigin, [analyzed]);
  }
  const items: TimelineItem[] = [];
  for (const [server, group] of sort === null || sort.column === 'server' ? groups : byFirstFetch(groups)) {
    const blocked = group.filter(({ judgement }) => judgement.verdict === 'blocked').length;
    const guess = (group[0] as AnalyzedTrace).server;
    const isCollapsed = collapsed.has(server);
    items.push({ kind: 'server', server, guess, blocked, of: group.length, collapsed: isCollapsed });
    if (isCollapsed) continue;
    for (const analyzed of group) items.push({ kind: 'trace', analyzed });
  }
  return items;
}

function byFirstFetch(groups: ReadonlyMap<string, readonly AnalyzedTrace[]>) {
  const first = (group: readonly AnalyzedTrace[]) =>
    group.reduce((earliest, { trace }) => Math.min(earliest, trace.startedAt), Number.POSITIVE_INFINITY);
  return [...groups]
    .map(([server, group]) => ({ entry: [server, group] as const, at: first(group) }))
    .sort((a, b) => a.at - b.at)
    .map(({ entry }) => entry);
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
