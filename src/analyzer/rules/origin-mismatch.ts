import { CORS_CHECK } from '../fetch/spec.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import type { Evidence, RuleContext } from './rule.ts';

/** What the rules about a server that names an origin, and not the one that asked, have in common. */
export const ORIGIN_MISMATCH = {
  effect: 'blocks',
  refines: ['allow-origin-mismatch'],
  spec: [CORS_CHECK.step('4')],
  browserNames: {
    chromium: ['AllowOriginMismatch', 'PreflightAllowOriginMismatch'],
    firefox: ['CORSAllowOriginNotMatchingOrigin'],
  },
} as const;

export interface NamedOrigin {
  /** As the server wrote it. */
  readonly value: string;
  /** The origin that asked. */
  readonly expected: string;
  readonly evidence: readonly Evidence[];
}

/** Undefined where it is not this check that failed. */
export function namedOrigin(context: RuleContext): NamedOrigin | undefined {
  if (context.reason?.kind !== 'allow-origin-mismatch') return undefined;
  const { value, expected } = context.reason;
  return {
    value,
    expected,
    evidence: [responseHeader(context, 'Access-Control-Allow-Origin'), requestHeader(context, 'Origin')],
  };
}
