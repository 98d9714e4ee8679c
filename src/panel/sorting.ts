import type { AnalyzedTrace } from '../analyzer/report.ts';
import { firstHop } from '../analyzer/trace/fetch-trace.ts';
import type { Status } from '../ui/status-icon.tsx';
import { shortCause, statusOf } from '../ui/verdict-status.ts';
import { httpStatusOf } from './http-status.ts';

export type Column = 'status' | 'method' | 'name' | 'server' | 'cause' | 'time';

/** Null: in the order of time, as the requests came. */
export type Sort = { readonly column: Column; readonly descending: boolean } | null;

/** What a click on a column's heading leads to: ascending, descending, then the order of time again. */
export function nextSort(sort: Sort, column: Column): Sort {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

/** Ties keep the order of time. */
export function sorted(traces: readonly AnalyzedTrace[], sort: Sort): readonly AnalyzedTrace[] {
  if (sort === null) return traces;
  const keyOf = KEYS[sort.column];
  const sign = sort.descending ? -1 : 1;
  const keyed = traces.map((analyzed) => ({ analyzed, key: keyOf(analyzed) }));
  keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0));
  return keyed.map(({ analyzed }) => analyzed);
}

/** The troublesome first. */
const STATUS_ORDER: Readonly<Record<Status, number>> = {
  blocked: 0,
  undetermined: 1,
  caution: 2,
  opaque: 3,
  pending: 4,
  allowed: 5,
  'not-cors': 6,
};

const KEYS: Readonly<Record<Column, (analyzed: AnalyzedTrace) => string | number>> = {
  status: (analyzed) => STATUS_ORDER[statusOf(analyzed)] * 1000 + (httpStatusOf(analyzed) ?? 0),
  method: ({ trace }) => firstHop(trace).method,
  name: ({ trace }) => firstHop(trace).url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, ''),
  server: ({ serverOrigin }) => serverOrigin.replace(/^https?:\/\//, ''),
  cause: shortCause,
  time: ({ trace }) => trace.startedAt,
};

/** Columns whose values follow from the diagnoses, which cost more than all others. */
export function asksForDiagnoses(sort: Sort): boolean {
  return sort?.column === 'cause' || sort?.column === 'status';
}
