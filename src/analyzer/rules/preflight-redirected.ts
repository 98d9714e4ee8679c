import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { answerPreflight } from './changes.ts';
import { responseHeader, statusEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { redirectTarget } from './redirect-target.ts';
import { type Change, defineRule } from './rule.ts';
import { aRedirect } from './wording.ts';

export const preflightRedirected = defineRule({
  id: 'preflight-redirected',
  title: 'The preflight is redirected',
  short: 'preflight redirected',
  effect: 'blocks',
  refines: ['preflight-redirected'],
  spec: [CORS_PREFLIGHT_FETCH.step('7')],
  browserNames: { chromium: ['PreflightDisallowedRedirect'], firefox: ['CORSExternalRedirectNotAllowed'] },
  match: (context) => ({
    to: redirectTarget(context),
    evidence: [...statusEvidence(context), responseHeader(context, 'Location')],
  }),
  explain: ({ to }, context) => ({
    headline: prose`${code(context.serverOrigin)} answers the preflight with ${aRedirect(context)}${to === undefined ? [] : prose` to ${code(to)}`}, and a redirect is not allowed for a preflight request`,
    explanation: prose`The browser asks for permission at exactly the URL that the page requests, and the answer to ${code('OPTIONS')} must come from there with a 2xx status.`,
  }),
  fix: ({ to }, context) => {
    const direct: readonly Change[] = to === undefined ? [] : [{ kind: 'request-url', from: context.hop.url, to }];
    return [...direct, ...answerPreflight(context)];
  },
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 307
       Location: /api/v2/items
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/v2/items
       Access-Control-Request-Method: PUT
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: PUT
       > PUT http://localhost:8000/api/v2/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});
