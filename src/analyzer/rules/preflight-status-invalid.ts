import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { answerPreflight } from './changes.ts';
import { statusEvidence, statusOf } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { requestLine } from './wording.ts';

export const preflightStatusInvalid = defineRule({
  id: 'preflight-status-invalid',
  title: 'The preflight has no ok status',
  short: 'preflight status not ok',
  effect: 'blocks',
  refines: ['preflight-status-not-ok'],
  spec: [CORS_PREFLIGHT_FETCH.step('7')],
  browserNames: { chromium: ['PreflightInvalidStatus'], firefox: ['CORSPreflightDidNotSucceed'] },
  match: (context) => ({ status: String(statusOf(context) ?? ''), evidence: statusEvidence(context) }),
  explain: ({ status }, context) => ({
    headline: prose`${code(context.serverOrigin)} answered the preflight with ${code(status)}, which is not an HTTP ok status`,
    explanation: prose`Its ${code('Access-Control-Allow-Origin')} fits, but a preflight counts only with a status from 200 to 299. ${requestLine(context)} was never sent.`,
  }),
  fix: (_match, context) => answerPreflight(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 500
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: PUT
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 299
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: PUT
       > PUT http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});
