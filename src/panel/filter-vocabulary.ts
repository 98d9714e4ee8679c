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
    count(server, serverOrigin);
    count(method, firstHop(trace).method);
    count(status, String(httpStatusOf(analyzed) ?? 'none'));
    count(type, trace.type);
    if (trace.initiatorOrigin !== undefined) count(origin, trace.initiatorOrigin);
    if (analyzed.cause) count(cause, analyzed.cause.rule);
    for (const { rule } of findings) count(cause, rule);
  }
  return {
    server: byFrequency(withoutScheme(server)),
    cause: byFrequency(cause),
    method: byFrequency(method),
    status: byFrequency(status),
    origin: byFrequency(withoutScheme(origin)),
    type: byFrequency(type),
  };
}

/** Of the few different origins, instead of one by one while counting: both schemes of a host are one word. */
function withoutScheme(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const hosts = new Map<string, number>();
  for (const [origin, times] of counts) count(hosts, origin.replace(/^https?:\/\//, ''), times);
  return hosts;
}

function count(counts: Map<string, number>, value: string, times = 1): void {
  counts.set(value, (counts.get(value) ?? 0) + times);
}

function byFrequency(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
}
