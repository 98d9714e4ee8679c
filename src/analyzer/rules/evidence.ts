import { getHeader } from '../fetch/header-list.ts';
import type { Evidence, RuleContext } from './rule.ts';

type HeaderEvidence = Extract<Evidence, { readonly kind: 'header' }>;
type Judged = Pick<RuleContext, 'phase' | 'hopIndex' | 'exchange'>;

/** Status of the judged response; undefined when none arrived. */
export function statusOf({ exchange }: Judged): number | undefined {
  return exchange.response?.status;
}

/** All lines of a header of the judged response joined with ", "; `null` when it is absent or no response arrived. */
export function answerHeader({ exchange }: Judged, name: string): string | null {
  return getHeader(exchange.response?.headers ?? [], name);
}

/** The header line of the judged response, or its absence, as evidence. */
export function responseHeader(context: Judged, name: string): HeaderEvidence {
  const { phase, hopIndex: hop } = context;
  return { kind: 'header', phase, hop, side: 'response', name, value: answerHeader(context, name) };
}

/** The header line of the judged request, or its absence, as evidence. */
export function requestHeader({ phase, hopIndex: hop, exchange }: Judged, name: string): HeaderEvidence {
  return { kind: 'header', phase, hop, side: 'request', name, value: getHeader(exchange.requestHeaders ?? [], name) };
}

/** The status of the judged response as evidence; empty when none arrived. */
export function statusEvidence(context: Judged): readonly Evidence[] {
  const status = statusOf(context);
  return status === undefined ? [] : [{ kind: 'status', phase: context.phase, hop: context.hopIndex, status }];
}

/** The terminal error as evidence; empty when the fetch did not end in one. */
export function netErrorEvidence({ trace }: Pick<RuleContext, 'trace'>): readonly Evidence[] {
  return trace.outcome.kind === 'error' ? [{ kind: 'net-error', netError: trace.outcome.netError }] : [];
}

/** Whether the judged response says that it depends on who asks. */
export function variesByOrigin(context: Judged): boolean {
  const names = (answerHeader(context, 'vary') ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.includes('origin') || names.includes('*');
}
