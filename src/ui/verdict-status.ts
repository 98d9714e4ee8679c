import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { Status } from './status-icon.tsx';

/** The symbol of a fetch. A fetch that passed with something to warn about is not shown as plainly allowed. */
export function statusOf(analyzed: AnalyzedTrace): Status {
  const { judgement, trace } = analyzed;
  if (judgement.verdict === 'undetermined') return trace.outcome.kind === 'pending' ? 'pending' : 'undetermined';
  // Findings are made when they are read: only here, where they decide.
  if (judgement.verdict === 'allowed' && analyzed.findings.some(({ effect }) => effect === 'risks')) return 'caution';
  return judgement.verdict;
}

/** The few words of the cause column. */
export function shortCause(analyzed: AnalyzedTrace): string {
  const { judgement, cause } = analyzed;
  if (cause) return cause.short;
  switch (statusOf(analyzed)) {
    case 'pending':
      return 'pending';
    case 'undetermined':
      return analyzed.findings[0]?.short ?? 'cannot tell yet';
    case 'caution':
      return analyzed.findings.find(({ effect }) => effect === 'risks')?.short ?? 'allowed';
    case 'opaque':
      return 'opaque to the page';
    case 'not-cors':
      return 'CORS has no say';
    case 'blocked':
      return 'blocked';
    case 'allowed':
      return judgement.preflights.some(({ state }) => state === 'cached') ? 'allowed, preflight cached' : 'allowed';
  }
}
