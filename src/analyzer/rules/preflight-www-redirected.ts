import { parseUrl } from '../fetch/origin.ts';
import { code, prose } from './prose.ts';
import { PREFLIGHT_REDIRECT, preflightRedirect } from './redirect-target.ts';
import { defineRule } from './rule.ts';
import { aRedirect } from './wording.ts';

export const preflightWwwRedirected = defineRule({
  id: 'preflight-www-redirected',
  title: 'The preflight is redirected to the name with or without www',
  short: 'redirect: www',
  ...PREFLIGHT_REDIRECT,
  match: (context) => {
    const redirect = preflightRedirect(context);
    const from = parseUrl(context.exchange.url);
    const target = redirect && parseUrl(redirect.to);
    if (!from || !target) return undefined;
    const added = target.hostname === `www.${from.hostname}`;
    if (!added && from.hostname !== `www.${target.hostname}`) return undefined;
    return { ...redirect, added };
  },
  explain: ({ to, added }, context) => ({
    headline: prose`${code(context.serverOrigin)} answers the preflight with ${aRedirect(context)} to the host ${added ? 'with' : 'without'} ${code('www.')}`,
    explanation: prose`A preflight follows no redirect, so the request itself is never sent. The page has to request ${code(to)}.`,
  }),
  fix: ({ to }, context) => [{ kind: 'request-url', from: context.hop.url, to }],
  examples: {
    failing: [
      `page https://app.example
       > OPTIONS https://shop.example/items
       Access-Control-Request-Method: DELETE
       < 301
       Location: https://www.shop.example/items
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page https://app.example
       > OPTIONS https://shop.example/items
       Access-Control-Request-Method: DELETE
       < 301
       Location: https://api.shop.example/items
       ! net::ERR_FAILED`,
    ],
  },
});
