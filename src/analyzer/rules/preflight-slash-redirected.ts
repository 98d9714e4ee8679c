import { parseUrl } from '../fetch/origin.ts';
import { code, prose } from './prose.ts';
import { PREFLIGHT_REDIRECT, preflightRedirect } from './redirect-target.ts';
import { defineRule } from './rule.ts';
import { aRedirect } from './wording.ts';

export const preflightSlashRedirected = defineRule({
  id: 'preflight-slash-redirected',
  title: 'The preflight is redirected because of a slash',
  short: 'redirect: slash',
  ...PREFLIGHT_REDIRECT,
  match: (context) => {
    const redirect = preflightRedirect(context);
    const from = parseUrl(context.exchange.url);
    const target = redirect && parseUrl(redirect.to);
    if (!from || !target || from.origin !== target.origin || from.search !== target.search) return undefined;
    const added = target.pathname === `${from.pathname}/`;
    if (!added && from.pathname !== `${target.pathname}/`) return undefined;
    return { ...redirect, added };
  },
  explain: ({ to, added }, context) => ({
    headline: prose`${code(context.serverOrigin)} answers the preflight with ${aRedirect(context)} to the same path ${added ? 'with' : 'without'} a slash at the end`,
    explanation: prose`A preflight follows no redirect, so the request itself is never sent. The page has to request ${code(to)}.`,
  }),
  fix: ({ to }, context) => [{ kind: 'request-url', from: context.hop.url, to }],
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/login
       Access-Control-Request-Method: POST
       Access-Control-Request-Headers: content-type
       < 308
       Location: http://localhost:8000/api/login/
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/login
       Access-Control-Request-Method: POST
       Access-Control-Request-Headers: content-type
       < 308
       Location: http://localhost:8000/api/v2/login/
       ! net::ERR_FAILED`,
    ],
  },
});
