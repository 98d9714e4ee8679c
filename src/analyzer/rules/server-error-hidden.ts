import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { coveredElsewhere, onlyErrorsLackIt, whyErrorsLackIt } from './error-responses.ts';
import { responseHeader, statusEvidence, statusOf } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { ALLOW_ORIGIN, requestLine } from './wording.ts';

export const serverErrorHidden = defineRule({
  id: 'server-error-hidden',
  title: 'A server error without CORS headers',
  short: 'server error',
  effect: 'blocks',
  rank: 'root',
  refines: ['allow-origin-missing'],
  spec: [CORS_CHECK.step('2')],
  browserNames: {
    chromium: ['MissingAllowOriginHeader', 'PreflightMissingAllowOriginHeader'],
    firefox: ['CORSMissingAllowOrigin'],
  },
  match: (context) => {
    const status = statusOf(context);
    if (status === undefined || status < 500) return undefined;
    if (context.phase === 'preflight' && status === 501) return undefined;
    return {
      status,
      evidence: [
        ...statusEvidence(context),
        responseHeader(context, 'Access-Control-Allow-Origin'),
        ...coveredElsewhere(context),
      ],
    };
  },
  explain: ({ status }, context) => ({
    headline: prose`${code(context.serverOrigin)} answered ${context.phase === 'preflight' ? prose`the preflight` : requestLine(context)} with ${code(String(status))}; CORS only hides it`,
    explanation: prose`The error response carries no ${ALLOW_ORIGIN} header, so the browser reports a CORS error in place of the status. ${whatElse(context, status)}`,
  }),
  fix: ({ status }, context) => [{ kind: 'repair-server-error', status }, ...allowRequest(context)],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 500
       Content-Type: text/html
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 500
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});

function whatElse(context: RuleContext, status: number): Prose {
  const why = whyErrorsLackIt(context, status);
  const first = onlyErrorsLackIt(context)
    ? prose`Successful responses of this server carry the header, so the error is what is left to repair.`
    : prose`The server's log has the reason for the error.`;
  return why.length === 0 ? first : prose`${first} ${why}`;
}
