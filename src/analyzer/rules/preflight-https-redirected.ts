import { parseUrl } from '../fetch/origin.ts';
import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { responseHeader, statusEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { redirectTarget } from './redirect-target.ts';
import { defineRule } from './rule.ts';
import { aRedirect } from './wording.ts';

export const preflightHttpsRedirected = defineRule({
  id: 'preflight-https-redirected',
  title: 'The preflight is redirected to https',
  short: 'redirect: to https',
  effect: 'blocks',
  rank: 'root',
  refines: ['preflight-redirected', 'allow-origin-missing'],
  spec: [CORS_PREFLIGHT_FETCH.step('7')],
  browserNames: {
    chromium: ['PreflightDisallowedRedirect'],
    firefox: ['CORSExternalRedirectNotAllowed', 'CORSMissingAllowOrigin'],
  },
  match: (context) => {
    const to = context.phase === 'preflight' ? redirectTarget(context) : undefined;
    if (to === undefined) return undefined;
    const from = parseUrl(context.exchange.url);
    const target = parseUrl(to);
    if (!from || !target) return undefined;
    if (from.protocol !== 'http:' || target.protocol !== 'https:' || from.hostname !== target.hostname)
      return undefined;
    return { to, evidence: [...statusEvidence(context), responseHeader(context, 'Location')] };
  },
  explain: ({ to }, context) => ({
    headline: prose`${code(context.serverOrigin)} answers the preflight with ${aRedirect(context)} from ${code('http:')} to ${code('https:')}`,
    explanation: prose`A preflight follows no redirect, so the request itself is never sent. The page has to request ${code(to)}.`,
  }),
  fix: ({ to }, context) => [{ kind: 'request-url', from: context.hop.url, to }],
  examples: {
    failing: [
      `page https://app.example
       > OPTIONS http://api.example/items
       Access-Control-Request-Method: DELETE
       < 301
       Location: https://api.example/items
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page https://app.example
       > OPTIONS http://api.example/items
       Access-Control-Request-Method: DELETE
       < 301
       Location: https://other.example/items
       ! net::ERR_FAILED`,
    ],
  },
});
