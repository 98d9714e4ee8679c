import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { ServerGuess } from '../analyzer/server/server-guess.ts';

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

/** Fetches under the server that their verdict is about; servers in the order of their first fetch, so nothing jumps. */
export function timelineItems(traces: readonly AnalyzedTrace[]): readonly TimelineItem[] {
  const groups = new Map<string, AnalyzedTrace[]>();
  for (const analyzed of traces) {
    const group = groups.get(analyzed.serverOrigin);
    if (group) group.push(analyzed);
    else groups.set(analyzed.serverOrigin, [analyzed]);
  }
  const items: TimelineItem[] = [];
  for (const [server, group] of groups) {
    const blocked = group.filter(({ judgement }) => judgement.verdict === 'blocked').length;
    const guess = (group[0] as AnalyzedTrace).server;
    items.push({ kind: 'server', server, guess, blocked, of: group.length });
    for (const analyzed of group) items.push({ kind: 'trace', analyzed });
  }
  return items;
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
