import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { Verdict } from '../analyzer/trace/judgement.ts';
import { addressesOf, diagnosedKindOf, type Kind, kindOf } from './filter-kinds.ts';
import { type FilterKey, parseFilter, type Term } from './filter-text.ts';
import { changeBetween, tallying } from './list-change.ts';

export type VerdictFilter = 'all' | Exclude<Verdict, 'undetermined'>;

export interface Filter {
  readonly verdict: VerdictFilter;
  /** Origin of a server, or null for all. */
  readonly server: string | null;
  /** In the language of `filter-text.ts`. */
  readonly text: string;
}

export const NO_FILTER: Filter = { verdict: 'all', server: null, text: '' };

export type VerdictCounts = Readonly<Record<VerdictFilter, number>>;

/** What a filter lets through. */
export interface Found {
  readonly traces: readonly AnalyzedTrace[];
  /** Of what the text and the server let through, whatever verdict is wanted. */
  readonly counts: VerdictCounts;
}

interface Filtering {
  readonly find: (traces: readonly AnalyzedTrace[], filter: Filter) => Found;
  /** Looks at the list as finding words in it will. */
  readonly prepare: (traces: readonly AnalyzedTrace[]) => void;
}

/**
 * Finds in a list what a filter lets through. What is known of the list is kept: of the next one only what changed in it is
 * looked at, and another filter looks at kinds of fetches and at addresses, not at fetches.
 */
export function filtering(): Filtering {
  const countsOf = countingVerdicts();
  const columnsOf = { kinds: columning(kindOf), diagnosed: columning(diagnosedKindOf), addresses: columning(ofTrace) };
  const find = (traces: readonly AnalyzedTrace[], { text, server, verdict }: Filter): Found => {
    const { terms } = parseFilter(text);
    if (terms.length === 0 && server === null && verdict === 'all') return { traces, counts: countsOf(traces) };
    const kinds = asksForCauses(text) ? columnsOf.diagnosed(traces) : columnsOf.kinds(traces);
    const addresses = terms.some(({ key }) => key === 'text') ? columnsOf.addresses(traces) : NO_ADDRESSES;
    const openOf = openTerms(terms, server);
    const counts = { ...NO_COUNTS };
    const found: AnalyzedTrace[] = [];
    for (let at = 0; at < traces.length; at += 1) {
      const kind = kinds[at] as Kind;
      const open = openOf(kind);
      if (open === undefined || !open.every((term) => isRightIn(addresses[at], term))) continue;
      count(counts, kind.verdict, 1);
      if (verdict === 'all' || verdict === kind.verdict) found.push(traces[at] as AnalyzedTrace);
    }
    return { traces: found, counts };
  };
  const prepare = (traces: readonly AnalyzedTrace[]) => {
    for (const column of Object.values(columnsOf)) column(traces);
  };
  return { find, prepare };
}

const NO_COUNTS: VerdictCounts = { all: 0, blocked: 0, allowed: 0, opaque: 0, 'not-cors': 0 };
const NO_ADDRESSES: readonly string[] = [];

function count(counts: Record<VerdictFilter, number>, verdict: Verdict, by: number): void {
  counts.all += by;
  if (verdict !== 'undetermined') counts[verdict] += by;
}

/** Counts a list, and of the next one what changed in it. */
function countingVerdicts(): (traces: readonly AnalyzedTrace[]) => VerdictCounts {
  const counts = { ...NO_COUNTS };
  const tally = tallying<AnalyzedTrace>({
    removed: ({ judgement }) => count(counts, judgement.verdict, -1),
    added: ({ judgement }) => count(counts, judgement.verdict, 1),
  });
  return (traces) => {
    tally(traces);
    return { ...counts };
  };
}

function ofTrace({ trace }: AnalyzedTrace): string {
  return addressesOf(trace);
}

/** One value for each element of a list; of the next list only those are read where another element stands. */
function columning<V>(read: (analyzed: AnalyzedTrace) => V): (traces: readonly AnalyzedTrace[]) => readonly V[] {
  const values: V[] = [];
  let before: readonly AnalyzedTrace[] = [];
  return (traces) => {
    const { replaced, from } = changeBetween(before, traces, () => true);
    for (const at of replaced) values[at] = read(traces[at] as AnalyzedTrace);
    values.length = from;
    for (let at = from; at < traces.length; at += 1) values.push(read(traces[at] as AnalyzedTrace));
    before = traces;
    return values;
  };
}

/** Whether anything of the text needs the causes, which cost more than everything else that it can ask for. */
export function asksForCauses(text: string): boolean {
  return parseFilter(text).terms.some(
    ({ key, wanted }) => NEEDS_CAUSE.has(key) || (key === 'is' && wanted === 'warning'),
  );
}

const NEEDS_CAUSE: ReadonlySet<FilterKey | 'text'> = new Set(['text', 'cause']);

/** Per kind the words that only an address can have, in all of which it has to be right; undefined when none helps. */
function openTerms(terms: readonly Term[], server: string | null): (kind: Kind) => readonly Term[] | undefined {
  const known = new Map<Kind, readonly Term[] | undefined>();
  return (kind) => {
    if (known.has(kind)) return known.get(kind);
    const isElsewhere = server !== null && kind.server !== server;
    const open = isElsewhere ? undefined : openFor(kind, terms);
    known.set(kind, open);
    return open;
  };
}

function openFor(kind: Kind, terms: readonly Term[]): readonly Term[] | undefined {
  const open: Term[] = [];
  for (const term of terms) {
    const matches = isMatch(kind, term);
    if (!matches && term.key === 'text') open.push(term);
    else if (matches === term.excludes) return undefined;
  }
  return open;
}

function isRightIn(addresses: string | undefined, { wanted, excludes }: Term): boolean {
  return (addresses?.includes(wanted) ?? false) !== excludes;
}

function isMatch(kind: Kind, { key, wanted }: Term): boolean {
  switch (key) {
    case 'server':
      return kind.server.toLowerCase().includes(wanted);
    case 'cause':
      return causes(kind).includes(wanted);
    case 'method':
      return kind.methods[0]?.toLowerCase() === wanted;
    case 'origin':
      return (kind.origin ?? '').toLowerCase().includes(wanted);
    case 'type':
      return kind.type.toLowerCase() === wanted;
    case 'status':
      return isStatus(kind.status, wanted);
    case 'is':
      return wanted === 'warning' ? (kind.told?.warning ?? false) : kind.is.some((word) => word === wanted);
    case 'text':
      return hasText(kind, wanted);
  }
}

/** Apart from the addresses. */
function hasText({ methods, told }: Kind, wanted: string): boolean {
  return (
    methods.some((method) => method.toLowerCase() === wanted) ||
    (told !== undefined && (told.short.toLowerCase().includes(wanted) || (told.rule?.includes(wanted) ?? false)))
  );
}

function causes({ told }: Kind): string {
  return [told?.short, told?.rule, ...(told?.findings ?? [])].join(' ').toLowerCase();
}

/** `404`, `4xx`, `400-499`, `none`. */
function isStatus(status: number | undefined, wanted: string): boolean {
  if (status === undefined) return wanted === 'none';
  if (wanted.endsWith('xx')) return Math.floor(status / 100) === Number(wanted[0]);
  const [from, to = from] = wanted.split('-').map(Number);
  return from !== undefined && to !== undefined && status >= from && status <= to;
}
