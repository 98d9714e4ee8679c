import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { Verdict } from '../analyzer/trace/judgement.ts';
import { shortCause } from '../ui/verdict-status.ts';

export type VerdictFilter = 'all' | Exclude<Verdict, 'undetermined'>;

export interface Filter {
  readonly verdict: VerdictFilter;
  /** Origin of a server, or null for all. */
  readonly server: string | null;
  /** Words that must all occur; `server:`, `cause:`, `method:` and `origin:` look in one place; a leading `-` excludes. */
  readonly text: string;
}

export const NO_FILTER: Filter = { verdict: 'all', server: null, text: '' };

type Place = 'any' | 'server' | 'cause' | 'method' | 'origin';

interface Term {
  readonly place: Place;
  readonly wanted: string;
  readonly excludes: boolean;
}

const TERM = /^(-?)(?:(server|cause|method|origin):)?(.+)$/;

function parsedTerms(text: string): readonly Term[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .flatMap((word) => {
      const match = TERM.exec(word);
      if (!match) return [];
      const [, minus, place = 'any', wanted = ''] = match;
      return [{ place: place as Place, wanted, excludes: minus === '-' }];
    });
}

function searchable(analyzed: AnalyzedTrace, place: Place): string {
  const { trace, cause, findings, serverOrigin } = analyzed;
  const first = trace.hops[0];
  switch (place) {
    case 'server':
      return serverOrigin;
    case 'cause':
      return [shortCause(analyzed), cause?.rule ?? '', ...findings.map(({ rule }) => rule)].join(' ');
    case 'method':
      return first?.method ?? '';
    case 'origin':
      return trace.initiatorOrigin ?? '';
    case 'any':
      return [first?.method, ...trace.hops.map(({ url }) => url), shortCause(analyzed), cause?.rule].join(' ');
  }
}

/** The traces that the text and the server filter let through: what the counts of the verdict filters are about. */
export function matchingText(traces: readonly AnalyzedTrace[], filter: Filter): readonly AnalyzedTrace[] {
  const terms = parsedTerms(filter.text);
  if (terms.length === 0 && filter.server === null) return traces;
  return traces.filter((analyzed) => {
    if (filter.server !== null && analyzed.serverOrigin !== filter.server) return false;
    return terms.every(({ place, wanted, excludes }) => {
      return searchable(analyzed, place).toLowerCase().includes(wanted) !== excludes;
    });
  });
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
