import { knownValue } from '../fetch/known.ts';
import type { Change, RuleContext } from './rule.ts';

/**
 * Lets the judged server allow this request: its origin, credentials when the page is known to include them, and for a
 * preflight also what it asked for. An opaque origin is never allowed: any site can make itself one.
 */
export function allowRequest(context: RuleContext): readonly Change[] {
  if (context.serializedOrigin === 'null') return leaveNullOrigin(context);
  return [...allowOrigin(context), ...(context.phase === 'preflight' ? allowAskedFor(context) : [])];
}

/** Answers the preflight itself, before anything else may. */
export function answerPreflight(context: RuleContext): readonly Change[] {
  if (context.serializedOrigin === 'null') return leaveNullOrigin(context);
  const origin = context.serializedOrigin;
  return [{ kind: 'answer-preflight', origin }, ...allowOrigin(context), ...allowAskedFor(context)];
}

/** What turns the origin `null` into one that a server can list. */
export function leaveNullOrigin({ judgement, trace, hop }: RuleContext): readonly Change[] {
  const first = trace.hops[0];
  if (judgement.origins[0] === 'null' || !first || first.url === hop.url) return [{ kind: 'give-page-an-origin' }];
  return [{ kind: 'request-url', from: first.url, to: hop.url }];
}

export function includesCredentials({ judgement }: RuleContext): boolean {
  return knownValue(judgement.credentials) === 'include';
}

function allowOrigin(context: RuleContext): readonly Change[] {
  const origin = context.serializedOrigin;
  return [
    { kind: 'allow-origin', origin },
    ...(includesCredentials(context) ? [{ kind: 'allow-credentials', origin } as const] : []),
  ];
}

/** The method and the headers that a preflight asks for and that need permission. */
export function allowAskedFor({ judgement, hopIndex }: RuleContext): readonly Change[] {
  const asked = judgement.preflights[hopIndex];
  if (!asked) return [];
  return [
    ...(asked.unsafeMethod === undefined ? [] : [{ kind: 'allow-method', method: asked.unsafeMethod } as const]),
    ...(asked.unsafeHeaderNames.length === 0
      ? []
      : [{ kind: 'allow-headers', names: asked.unsafeHeaderNames } as const]),
  ];
}
