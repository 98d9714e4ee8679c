import { judgedHop } from '../analyzer/diagnose.ts';
import { type HeaderList, headerLines } from '../analyzer/fetch/header-list.ts';
import { applyPolicy } from '../analyzer/fixes/patch.ts';
import type { Policy } from '../analyzer/fixes/policy-type.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { ObservedResponse } from '../analyzer/trace/fetch-trace.ts';

/** One response of the server: what it is now, and what it has to become. */
export interface AnswerChange {
  readonly phase: 'preflight' | 'actual';
  /** Null for a response that did not come: the request was held back, or nothing answered. */
  readonly statusNow: number | null;
  readonly statusAfter: number;
  readonly lines: readonly LineChange[];
}

/** A header line as it is now (`removed`), as it has to become (`added`), or both (`same`). */
export interface LineChange {
  readonly kind: 'same' | 'removed' | 'added';
  readonly name: string;
  readonly value: string;
}

/** Every header that CORS is decided by or that has to go along with it, in the order in which it is shown. */
const NAMES = [
  'Location',
  'Access-Control-Allow-Origin',
  'Access-Control-Allow-Credentials',
  'Access-Control-Allow-Methods',
  'Access-Control-Allow-Headers',
  'Access-Control-Expose-Headers',
  'Access-Control-Max-Age',
  'Vary',
];

/**
 * The responses of the judged hop beside those of a server that follows `policy`, line by line. Empty when the policy
 * changes nothing about this fetch: it failed for another reason, or has nothing to do with the server.
 */
export function answerChanges({ trace, judgement }: AnalyzedTrace, policy: Policy): readonly AnswerChange[] {
  const index = judgedHop(trace, judgement);
  const after = applyPolicy(trace, policy).hops[index];
  const before = trace.hops[index];
  if (!before || !after || before === after) return [];
  return [
    ...compared('preflight', before.preflight?.response, after.preflight?.response),
    ...compared('actual', before.response, after.response),
  ].filter(({ lines }) => lines.some(({ kind }) => kind !== 'same'));
}

function compared(
  phase: AnswerChange['phase'],
  before: ObservedResponse | undefined,
  after: ObservedResponse | undefined,
): readonly AnswerChange[] {
  if (!after) return [];
  const lines = NAMES.flatMap((name) => lineChanges(name, before?.headers ?? [], after.headers));
  return [{ phase, statusNow: before?.status ?? null, statusAfter: after.status, lines }];
}

function lineChanges(name: string, before: HeaderList, after: HeaderList): readonly LineChange[] {
  const next = [...headerLines(after, name)];
  const kept: string[] = [];
  const removed: string[] = [];
  for (const value of headerLines(before, name)) {
    const at = next.indexOf(value);
    if (at < 0) removed.push(value);
    else kept.push(...next.splice(at, 1));
  }
  // A redirect that stays one is no matter of the policy.
  const same = name === 'Location' ? [] : kept;
  return [
    ...same.map((value) => ({ kind: 'same' as const, name, value })),
    ...removed.map((value) => ({ kind: 'removed' as const, name, value })),
    ...next.map((value) => ({ kind: 'added' as const, name, value })),
  ];
}
