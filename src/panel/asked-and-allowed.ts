import { getHeader } from '../analyzer/fetch/header-list.ts';
import type { StepOutcome } from '../analyzer/fetch/network-error.ts';
import { extractTokenList } from '../analyzer/fetch/token-list.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';

/** What one preflight asked permission for, what its answer lists, and what that leaves out. */
export interface AskedAndAllowed {
  readonly hop: number;
  readonly of: 'methods' | 'headers';
  readonly asked: readonly string[];
  /** As the server wrote them; null: the header is absent. */
  readonly allowed: readonly string[] | null;
  /** By the verdict of the checks themselves: `*` and methods that need no listing are taken into account. */
  readonly missing: readonly string[];
}

const LISTS = [
  ['methods', 'access-control-request-method', 'access-control-allow-methods', 'method-allowed'],
  ['headers', 'access-control-request-headers', 'access-control-allow-headers', 'headers-allowed'],
] as const;

/** The sets of every preflight that was answered; none where the answer's list cannot be read as one. */
export function askedAndAllowed({ trace, judgement }: AnalyzedTrace): readonly AskedAndAllowed[] {
  return trace.hops.flatMap(({ preflight }, hop) => {
    if (!preflight?.requestHeaders || !preflight.response) return [];
    const { requestHeaders: request, response } = preflight;
    return LISTS.flatMap(([of, askedBy, allowedBy, check]): AskedAndAllowed[] => {
      const asked = (getHeader(request, askedBy) ?? '').split(',').map((name) => name.trim());
      const allowed = extractTokenList(response.headers, allowedBy);
      const step = judgement.steps.find((one) => one.check === check && one.hop === hop);
      const names = asked.filter((name) => name !== '');
      if (names.length === 0 || allowed === 'failure' || !step) return [];
      return [{ hop, of, asked: names, allowed, missing: missingOf(step) }];
    });
  });
}

function missingOf({ reason }: StepOutcome): readonly string[] {
  if (reason?.kind === 'method-not-allowed') return [reason.method];
  return reason?.kind === 'header-not-allowed' ? reason.names : [];
}
