import type { AnalyzedTrace } from '../analyzer/report.ts';
import { lastHop } from '../analyzer/trace/fetch-trace.ts';

/** Status of the last answer, as the column shows it; undefined when none came. */
export function httpStatusOf({ trace, judgement }: AnalyzedTrace): number | undefined {
  const { failure } = judgement;
  const hop = trace.hops[failure?.hop ?? trace.hops.length - 1] ?? lastHop(trace);
  return (failure?.phase === 'preflight' ? hop.preflight : hop)?.response?.status ?? hop.response?.status;
}
