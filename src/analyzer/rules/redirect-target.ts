import { locationUrl, redirectLocation } from '../fetch/http-redirect.ts';
import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { responseHeader, statusEvidence } from './evidence.ts';
import type { Evidence, RuleContext } from './rule.ts';

/** What the rules that know why a preflight was redirected have in common. */
export const PREFLIGHT_REDIRECT = {
  effect: 'blocks',
  rank: 'root',
  refines: ['preflight-redirected', 'allow-origin-missing'],
  spec: [CORS_PREFLIGHT_FETCH.step('7')],
  browserNames: {
    chromium: ['PreflightDisallowedRedirect'],
    firefox: ['CORSExternalRedirectNotAllowed', 'CORSMissingAllowOrigin'],
  },
} as const;

/** Where the answer to the judged preflight redirects to; undefined when it does not, or is no preflight. */
export function preflightRedirect(
  context: RuleContext,
): { readonly to: string; readonly evidence: readonly Evidence[] } | undefined {
  const to = context.phase === 'preflight' ? redirectTarget(context) : undefined;
  return to === undefined
    ? undefined
    : { to, evidence: [...statusEvidence(context), responseHeader(context, 'Location')] };
}

/** Absolute URL that the judged response redirects to; undefined when it is no redirect or its `Location` is no URL. */
export function redirectTarget({ exchange }: Pick<RuleContext, 'exchange'>): string | undefined {
  const location = exchange.response ? redirectLocation(exchange.response) : null;
  return location === null ? undefined : (locationUrl(location, exchange.url) ?? undefined);
}
