import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { coveredElsewhere, onlyErrorsLackIt, whyErrorsLackIt } from './error-responses.ts';
import { responseHeader, statusEvidence, statusOf } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { ALLOW_ORIGIN, requestLine } from './wording.ts';

export const errorResponseHidden = defineRule({
  id: 'error-response-hidden',
  title: 'An error response without CORS headers',
  short: 'error response',
  effect: 'blocks',
  rank: 'root',
  refines: ['allow-origin-missing'],
  spec: [CORS_CHECK.step('2')],
  browserNames: { chromium: ['MissingAllowOriginHeader'], firefox: ['CORSMissingAllowOrigin'] },
  match: (context) => {
    const status = statusOf(context);
    if (context.phase !== 'actual' || status === undefined || status < 400 || status > 499) return undefined;
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
    headline: prose`${code(context.serverOrigin)} answered ${requestLine(context)} with ${code(String(status))}; CORS only hides it`,
    explanation: prose`${MEANING[status] ?? prose`The server refused the request.`} The response carries no ${ALLOW_ORIGIN} header, so the browser reports a CORS error in place of the status.${onlyErrors(context, status)}`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/itmes
       < 404
       Content-Type: text/html
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > GET http://localhost:8000/api/me
       < 401
       WWW-Authenticate: Bearer
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/me
       < 401
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});

const MEANING: Readonly<Record<number, Prose>> = {
  400: prose`The server could not use the request as it was sent.`,
  401: prose`The request was not authenticated.`,
  403: prose`The server refused access.`,
  404: prose`The server knows no such URL.`,
  405: prose`The server does not take this method at this URL.`,
  413: prose`The request body is larger than the server accepts.`,
  429: prose`The server limits how often it may be asked.`,
};

function onlyErrors(context: RuleContext, status: number): Prose {
  if (!onlyErrorsLackIt(context)) return [];
  const why = whyErrorsLackIt(context, status);
  return why.length === 0
    ? prose` Only errors lack it: successful responses of this server carry the header.`
    : prose` Only errors lack it: ${why}`;
}
