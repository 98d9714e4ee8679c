import { getHeader } from '../analyzer/fetch/header-list.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { Compared } from '../ui/diff-table.tsx';

export interface Comparison {
  readonly title: string;
  readonly left: Compared;
  readonly right: Compared;
}

/** What to put under each other for a blocked fetch: two origins, or the URL asked for and the one to ask for. */
export function comparisonOf(analyzed: AnalyzedTrace, all: readonly AnalyzedTrace[]): Comparison | undefined {
  return urlComparison(analyzed) ?? originComparison(analyzed, all);
}

function urlComparison({ cause }: AnalyzedTrace): Comparison | undefined {
  const change = cause?.changes.find((candidate) => candidate.kind === 'request-url');
  if (change?.kind !== 'request-url') return undefined;
  return {
    title: 'URL',
    left: { label: 'the page asked for', value: change.from },
    right: { label: 'ask for', value: change.to },
  };
}

function originComparison(analyzed: AnalyzedTrace, all: readonly AnalyzedTrace[]): Comparison | undefined {
  const { judgement } = analyzed;
  const { failure } = judgement;
  const pageOrigin = failure && judgement.origins[failure.hop];
  if (!pageOrigin) return undefined;
  const left = { label: pageOrigin === 'null' ? 'the browser sent' : 'this page', value: pageOrigin };
  if (failure.reason?.kind === 'allow-origin-mismatch' || failure.reason?.kind === 'allow-origin-invalid') {
    return { title: 'Origin', left, right: { label: 'the server allows', value: failure.reason.value } };
  }
  if (failure.reason?.kind !== 'allow-origin-missing' || pageOrigin === 'null') return undefined;
  const elsewhere = allowedElsewhere(analyzed, all, pageOrigin);
  return elsewhere === undefined
    ? undefined
    : { title: 'Origin', left, right: { label: 'allowed in another answer', value: elsewhere } };
}

/** An origin that another answer of the same server named. */
function allowedElsewhere(
  { serverOrigin }: AnalyzedTrace,
  all: readonly AnalyzedTrace[],
  pageOrigin: string,
): string | undefined {
  for (const other of all) {
    if (other.serverOrigin !== serverOrigin) continue;
    for (const hop of other.trace.hops) {
      for (const response of [hop.preflight?.response, hop.response]) {
        const value = response ? getHeader(response.headers, 'access-control-allow-origin') : null;
        if (value !== null && value !== '*' && value !== 'null' && value !== pageOrigin) return value;
      }
    }
  }
  return undefined;
}
