import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';
import type { TabState, TracesReply } from '../protocol/messages.ts';

/** What a page of the extension holds of one tab's traffic: a copy that pulls keep up to date. */
export interface TraceLog {
  readonly revision: number;
  /** Oldest first. A trace that did not change stays the same object, so work can be remembered by identity. */
  readonly traces: readonly FetchTrace[];
  /** Undefined before the first reply. */
  readonly tab: TabState | undefined;
}

export const EMPTY_LOG: TraceLog = { revision: 0, traces: [], tab: undefined };

/** The log after a reply to `traces/list` with `since: log.revision`. */
export function mergeReply(log: TraceLog, reply: TracesReply): TraceLog {
  return { revision: reply.revision, traces: inOrder(merged(log, reply)), tab: reply.tab };
}

/** What is known is looked through and not indexed: with a long log that takes longer than all the rest. */
function merged(log: TraceLog, reply: TracesReply): readonly FetchTrace[] {
  if (reply.complete) return reply.traces;
  if (reply.traces.length === 0 && reply.removed.length === 0) return log.traces;
  const told = new Map(reply.traces.map((trace) => [trace.id, trace]));
  const removed = new Set(reply.removed);
  const traces: FetchTrace[] = [];
  for (const trace of log.traces) {
    const now = told.get(trace.id);
    told.delete(trace.id);
    if (now) traces.push(now);
    else if (!removed.has(trace.id)) traces.push(trace);
  }
  return [...traces, ...told.values()];
}

function inOrder(traces: readonly FetchTrace[]): readonly FetchTrace[] {
  const isOrdered = traces.every(
    ({ startedAt }, index) => index === 0 || (traces[index - 1]?.startedAt ?? 0) <= startedAt,
  );
  return isOrdered ? traces : [...traces].sort((a, b) => a.startedAt - b.startedAt);
}
