import type { AnalyzedTrace } from '../analyzer/report.ts';
import { firstHop } from '../analyzer/trace/fetch-trace.ts';
import { httpStatusOf } from './filter.ts';
import type { Vocabulary } from './filter-completion.ts';

/** What there is to ask for in a list, the most frequent first. Computed when somebody types, not with every change. */
export function vocabularyOf(traces: readonly AnalyzedTrace[]): Vocabulary {
  const server = new Map<string, number>();
  const cause = new Map<string, number>();
  const method = new Map<string, number>();
  const status = new Map<string, number>();
  const origin = new Map<string, number>();
  const type = new Map<string, number>();
  for (const analyzed of traces) {
    const { trace, serverOrigin, findings } = analyzed;
    count(server, serverOrigin.replace(/^https?:\/\//, ''));
    count(method, firstHop(trace).method);
    count(status, String(httpStatusOf(analyzed) ?? 'none'));
    count(type, trace.type);
    if (trace.initiatorOrigin !== undefined) count(origin, trace.initiatorOrigin.replace(/^https?:\/\//, ''));
    if (analyzed.cause) count(cause, analyzed.cause.rule);
    for (const { rule } of findings) count(cause, rule);
  }
  return {
    server: byFrequency(server),
    cause: byFrequency(cause),
    method: byFrequency(method),
    status: byFrequency(status),
    origin: byFrequency(origin),
    type: byFrequency(type),
  };
}

function count(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function byFrequency(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
}
