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
  const known = reply.complete ? [] : log.traces;
  if (reply.traces.length === 0 && reply.removed.length === 0) {
    return { revision: reply.revision, traces: known, tab: reply.tab };
  }
  const traces = new Map(known.map((trace) => [trace.id, trace]));
  for (const id of reply.removed) traces.delete(id);
  for (const trace of reply.traces) traces.set(trace.id, trace);
  const ordered = [...traces.values()].sort((a, b) => a.startedAt - b.startedAt);
  return { revision: reply.revision, traces: ordered, tab: reply.tab };
}
