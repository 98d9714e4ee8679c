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
    }
  | { readonly kind: 'trace'; readonly analyzed: AnalyzedTrace };

/**
 * Fetches under the server that their verdict is about; servers in the order of their first fetch, so that nothing jumps,
 * or in the order of the column when that is the server. Without headings when they are not `grouped`.
 */
export function timelineItems(
  traces: readonly AnalyzedTrace[],
  grouped: boolean,
  sort: Sort = null,
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
    items.push({ kind: 'server', server, guess, blocked, of: group.length });
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

/** The trace that a key moves to, headings passed over. Undefined only when the list holds no trace. */
export function movedTo(
  items: readonly TimelineItem[],
  from: string | undefined,
  step: Step,
  pageSize: number,
): string | undefined {
  const ids = items.flatMap((item) => (item.kind === 'trace' ? [item.analyzed.trace.id] : []));
  const at = from === undefined ? -1 : ids.indexOf(from);
  const target = {
    previous: at - 1,
    next: at + 1,
    first: 0,
    last: ids.length - 1,
    'page-up': at - pageSize,
    'page-down': at + pageSize,
  }[step];
  return ids[Math.min(Math.max(target, 0), ids.length - 1)];
}
