import { netErrorEvidence, responseHeader, statusEvidence, statusOf } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const responseUnexplained = defineRule({
  id: 'response-unexplained',
  title: 'The headers allow the response, and the browser blocked it',
  short: 'not explained by headers',
  effect: 'blocks',
  refines: ['unexplained'],
  spec: [],
  browserNames: { chromium: [], firefox: [] },
  match: (context) => ({
    answered: statusOf(context) !== undefined,
    evidence: [
      ...netErrorEvidence(context),
      ...statusEvidence(context),
      ...(statusOf(context) === undefined ? [] : [responseHeader(context, 'Access-Control-Allow-Origin')]),
    ],
  }),
  explain: ({ answered }, context) => ({
    headline: answered
      ? prose`The headers of ${code(context.serverOrigin)} seen here allow ${answerOf(context)}, and the browser blocked it all the same`
      : prose`The browser ended the request to ${code(context.serverOrigin)} before a response was seen, and does not say why`,
    explanation: answered
      ? prose`${context.judgement.dialect === 'firefox' ? prose`The server probably sends a second, empty ${ALLOW_ORIGIN} line, which Firefox refuses and shows to no extension. Or another` : 'Another'} extension may have changed ${ALLOW_ORIGIN} after it was seen here, or a check that extensions cannot see failed. The same request in a window without other extensions tells which.`
      : prose`Nothing seen here points at a header. The same request in a window without other extensions tells whether one of them stopped it.`,
  }),
  fix: () => [{ kind: 'browser-setting', what: 'extension' }],
  examples: {
    failing: [
      `page http://localhost:3000
       credentials same-origin
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       ! net::ERR_FAILED`,
    ],
  },
});
