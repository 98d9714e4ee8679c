import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { requestHeader, responseHeader, statusEvidence } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { ALLOW_ORIGIN, answerOf, requestLine } from './wording.ts';

export const allowOriginMissing = defineRule({
  id: 'allow-origin-missing',
  title: 'Access-Control-Allow-Origin is missing',
  short: 'no allow-origin header',
  effect: 'blocks',
  refines: ['allow-origin-missing'],
  spec: [CORS_CHECK.step('2')],
  browserNames: {
    chromium: ['MissingAllowOriginHeader', 'PreflightMissingAllowOriginHeader'],
    firefox: ['CORSMissingAllowOrigin'],
  },
  match: (context) => ({
    evidence: [
      responseHeader(context, 'Access-Control-Allow-Origin'),
      ...statusEvidence(context),
      requestHeader(context, 'Origin'),
    ],
  }),
  explain: (_match, context) => ({
    headline: prose`No ${ALLOW_ORIGIN} header is present on ${answerOf(context, 'the')} from ${code(context.serverOrigin)}`,
    explanation: prose`${consequence(context)} ${whoAnswered(context)}`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Content-Type: application/json
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 204
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});

function consequence(context: RuleContext): Prose {
  return context.phase === 'preflight'
    ? prose`Without it the browser does not send ${requestLine(context)} for ${code(context.serializedOrigin)}.`
    : prose`Without it the browser keeps the response from ${code(context.serializedOrigin)}.`;
}

function whoAnswered({ server, timeline, exchange }: RuleContext): Prose {
  if (exchange.response?.fromCache) {
    return prose`It came from the browser's cache, where a request without ${code('Origin')} may have left it; ${code('Vary: Origin')} keeps such answers apart.`;
  }
  if (timeline.statusesWithAllowOrigin.length > 0) {
    return prose`Other responses of this server carry the header, so CORS is set up there and does not cover this one.`;
  }
  if (server.middleware === 'never-ran' && server.stack === 'express') {
    return prose`The response bears no trace of a CORS library, so none covers this path, none is installed, or its ${code('origin')} is unset or false.`;
  }
  if (server.middleware === 'never-ran') {
    return prose`The response bears no trace of a CORS library, and one for this framework would leave some, so none covers this path, or none is installed.`;
  }
  return prose`The headers do not tell whether a CORS library is absent, does not cover this path, or refused this origin.`;
}
