import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { answerPreflight } from './changes.ts';
import { responseHeader, statusEvidence, statusOf } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { requestLine } from './wording.ts';

export const preflightAuthRefused = defineRule({
  id: 'preflight-auth-refused',
  title: 'Authentication or access control answered the preflight',
  short: 'auth before CORS',
  effect: 'blocks',
  rank: 'root',
  refines: ['allow-origin-missing', 'preflight-status-not-ok'],
  spec: [CORS_PREFLIGHT_FETCH.step('7')],
  browserNames: {
    chromium: ['PreflightMissingAllowOriginHeader', 'PreflightInvalidStatus'],
    firefox: ['CORSMissingAllowOrigin', 'CORSPreflightDidNotSucceed'],
  },
  match: (context) => {
    const status = statusOf(context);
    if (context.phase !== 'preflight' || (status !== 401 && status !== 403)) return undefined;
    return {
      status,
      evidence: [
        ...statusEvidence(context),
        responseHeader(context, 'WWW-Authenticate'),
        responseHeader(context, 'Access-Control-Allow-Origin'),
      ].filter((item) => item.kind !== 'header' || item.name !== 'WWW-Authenticate' || item.value !== null),
    };
  },
  explain: ({ status }, context) => ({
    headline: prose`${code(context.serverOrigin)} answered the preflight with ${code(String(status))}, so ${requestLine(context)} was never sent`,
    explanation: prose`Preflights never carry cookies or ${code('Authorization')}, so a layer that checks access before CORS refuses every one of them. ${code('OPTIONS')} has to be answered before that layer.`,
  }),
  fix: (_match, context) => answerPreflight(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: GET
       Access-Control-Request-Headers: authorization
       < 401
       WWW-Authenticate: Bearer
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: GET
       Access-Control-Request-Headers: authorization
       < 403
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 401
       WWW-Authenticate: Bearer
       ! net::ERR_FAILED`,
    ],
  },
});
