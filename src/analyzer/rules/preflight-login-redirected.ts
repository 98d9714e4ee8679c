import { parseUrl } from '../fetch/origin.ts';
import { answerPreflight } from './changes.ts';
import { code, prose } from './prose.ts';
import { PREFLIGHT_REDIRECT, preflightRedirect } from './redirect-target.ts';
import { defineRule } from './rule.ts';
import { aRedirect } from './wording.ts';

const LOGIN_WORD = /(?:^|[/_.-])(?:log-?in|sign-?in|sso|oauth2?|saml2?|authorize)(?:[/_.-]|$)/i;

export const preflightLoginRedirected = defineRule({
  id: 'preflight-login-redirected',
  title: 'The preflight is redirected to a login page',
  short: 'redirect: login page',
  ...PREFLIGHT_REDIRECT,
  match: (context) => {
    const redirect = preflightRedirect(context);
    return redirect && namesLogin(redirect.to) && !namesLogin(context.exchange.url) ? redirect : undefined;
  },
  explain: ({ to }, context) => ({
    headline: prose`${code(context.serverOrigin)} answers the preflight with ${aRedirect(context)} to a login page, ${code(to)}`,
    explanation: prose`Preflights never carry cookies or ${code('Authorization')}, so a layer that asks for a session first turns every one away. It has to let ${code('OPTIONS')} through to whatever answers for CORS.`,
  }),
  fix: (_match, context) => answerPreflight(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: GET
       Access-Control-Request-Headers: authorization
       < 302
       Location: /accounts/login/?next=/api/items
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/login
       Access-Control-Request-Method: PUT
       < 307
       Location: /api/v2/login
       ! net::ERR_FAILED`,
    ],
  },
});

function namesLogin(url: string): boolean {
  const parsed = parseUrl(url);
  if (!parsed) return false;
  return LOGIN_WORD.test(parsed.pathname) || /^(?:log-?in|sign-?in|sso|accounts)\./i.test(parsed.hostname);
}
