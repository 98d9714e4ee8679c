import { parseUrl } from '../fetch/origin.ts';
import { code, prose } from './prose.ts';
import { PREFLIGHT_REDIRECT, preflightRedirect } from './redirect-target.ts';
import { defineRule } from './rule.ts';
import { aRedirect } from './wording.ts';

export const preflightHttpsRedirected = defineRule({
  id: 'preflight-https-redirected',
  title: 'The preflight is redirected to https',
  short: 'redirect: to https',
  ...PREFLIGHT_REDIRECT,
  match: (context) => {
    const redirect = preflightRedirect(context);
    const from = parseUrl(context.exchange.url);
    const target = redirect && parseUrl(redirect.to);
    if (!from || !target) return undefined;
    const isUpgrade = from.protocol === 'http:' && target.protocol === 'https:' && from.hostname === target.hostname;
    return isUpgrade ? redirect : undefined;
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
