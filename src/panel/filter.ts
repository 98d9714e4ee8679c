import { knownValue } from '../analyzer/fetch/known.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import { type FetchTrace, firstHop, lastHop } from '../analyzer/trace/fetch-trace.ts';
import type { Verdict } from '../analyzer/trace/judgement.ts';
import { shortCause, statusOf } from '../ui/verdict-status.ts';
import { type FilterKey, parseFilter, type Term } from './filter-text.ts';

export type VerdictFilter = 'all' | Exclude<Verdict, 'undetermined'>;

export interface Filter {
  readonly verdict: VerdictFilter;
  /** Origin of a server, or null for all. */
  readonly server: string | null;
  /** In the language of `filter-text.ts`. */
  readonly text: string;
}

export const NO_FILTER: Filter = { verdict: 'all', server: null, text: '' };

/** The traces that the text and the server filter let through: what the counts of the verdict filters are about. */
export function matchingText(traces: readonly AnalyzedTrace[], { text, server }: Filter): readonly AnalyzedTrace[] {
  const { terms } = parseFilter(text);
  if (terms.length === 0 && server === null) return traces;
  return traces.filter(
    (analyzed) =>
      (server === null || analyzed.serverOrigin === server) &&
      terms.every((term) => isMatch(analyzed, term) !== term.excludes),
  );
}

export function matchingVerdict(traces: readonly AnalyzedTrace[], verdict: VerdictFilter): readonly AnalyzedTrace[] {
  return verdict === 'all' ? traces : traces.filter(({ judgement }) => judgement.verdict === verdict);
}

export function verdictCounts(traces: readonly AnalyzedTrace[]): Readonly<Record<VerdictFilter, number>> {
  const counts = { all: traces.length, blocked: 0, allowed: 0, opaque: 0, 'not-cors': 0 };
  for (const { judgement } of traces) {
    if (judgement.verdict !== 'undetermined') counts[judgement.verdict] += 1;
  }
  return counts;
}

/** Whether anything of the text needs the causes, which cost more than everything else that it can ask for. */
export function asksForCauses(text: string): boolean {
  return parseFilter(text).terms.some(
    ({ key, wanted }) => NEEDS_CAUSE.has(key) || (key === 'is' && wanted === 'warning'),
  );
}

const NEEDS_CAUSE: ReadonlySet<FilterKey | 'text'> = new Set(['text', 'cause']);

/** Status of the last answer, as the column shows it; undefined when none came. */
export function httpStatusOf({ trace, judgement }: AnalyzedTrace): number | undefined {
  const { failure } = judgement;
  const hop = trace.hops[failure?.hop ?? trace.hops.length - 1] ?? lastHop(trace);
  return (failure?.phase === 'preflight' ? hop.preflight : hop)?.response?.status ?? hop.response?.status;
}

function isMatch(analyzed: AnalyzedTrace, { key, wanted }: Term): boolean {
  const { trace, serverOrigin } = analyzed;
  switch (key) {
    case 'server':
      return serverOrigin.toLowerCase().includes(wanted);
    case 'cause':
      return causes(analyzed).includes(wanted);
    case 'method':
      return firstHop(trace).method.toLowerCase() === wanted;
    case 'origin':
      return (trace.initiatorOrigin ?? '').toLowerCase().includes(wanted);
    case 'type':
      return trace.type.toLowerCase() === wanted;
    case 'status':
      return isStatus(httpStatusOf(analyzed), wanted);
    case 'is':
      return IS[wanted]?.(analyzed) ?? false;
    case 'text':
      return hasText(analyzed, wanted);
  }
}

/** Cheapest first: most words are part of an address. */
function hasText(analyzed: AnalyzedTrace, wanted: string): boolean {
  const { trace } = analyzed;
  return (
    addressesOf(trace).includes(wanted) ||
    trace.hops.some(({ method }) => method.toLowerCase() === wanted) ||
    shortCause(analyzed).toLowerCase().includes(wanted) ||
    (analyzed.cause?.rule.includes(wanted) ?? false)
  );
}

/** Every key that is typed asks every trace. */
const addressMemo = new WeakMap<FetchTrace, string>();

/** In lower case, one a line. */
function addressesOf(trace: FetchTrace): string {
  const known = addressMemo.get(trace);
  if (known !== undefined) return known;
  const addresses = trace.hops
    .map(({ url }) => url)
    .join('\n')
    .toLowerCase();
  addressMemo.set(trace, addresses);
  return addresses;
}

const causesMemo = new WeakMap<AnalyzedTrace, string>();

function causes(analyzed: AnalyzedTrace): string {
  const known = causesMemo.get(analyzed);
  if (known !== undefined) return known;
  const words = readCauses(analyzed);
  causesMemo.set(analyzed, words);
  return words;
}

function readCauses(analyzed: AnalyzedTrace): string {
  const { cause, findings } = analyzed;
  return [shortCause(analyzed), cause?.rule ?? '', ...findings.map(({ rule }) => rule)].join(' ').toLowerCase();
}

/** `404`, `4xx`, `400-499`, `none`. */
function isStatus(status: number | undefined, wanted: string): boolean {
  if (status === undefined) return wanted === 'none';
  if (wanted.endsWith('xx')) return Math.floor(status / 100) === Number(wanted[0]);
  const [from, to = from] = wanted.split('-').map(Number);
  return from !== undefined && to !== undefined && status >= from && status <= to;
}

/** What `is:` can ask, by its word. */
const IS: Readonly<Record<string, (analyzed: AnalyzedTrace) => boolean>> = {
  blocked: ({ judgement }) => judgement.verdict === 'blocked',
  allowed: ({ judgement }) => judgement.verdict === 'allowed',
  opaque: ({ judgement }) => judgement.verdict === 'opaque',
  undetermined: ({ judgement, trace }) => judgement.verdict === 'undetermined' && trace.outcome.kind !== 'pending',
  pending: ({ trace }) => trace.outcome.kind === 'pending',
  preflight: ({ trace }) => trace.hops.some((hop) => hop.preflight !== undefined),
  redirect: ({ trace }) => trace.hops.some((hop) => hop.redirect !== undefined),
  cached: ({ trace }) => trace.hops.some((hop) => hop.response?.fromCache ?? false),
  credentials: ({ judgement }) => knownValue(judgement.credentials) === 'include',
  warning: (analyzed) => statusOf(analyzed) === 'caution',
};
