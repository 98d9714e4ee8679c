import { CORS_CHECK } from '../fetch/spec.ts';
import { includesCredentials, leaveNullOrigin } from './changes.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginWildcardWithCredentials = defineRule({
  id: 'allow-origin-wildcard-with-credentials',
  title: 'Access-Control-Allow-Origin is * although credentials are included',
  short: '* with credentials',
  effect: 'blocks',
  refines: ['allow-origin-wildcard-with-credentials'],
  spec: [CORS_CHECK.step('3'), CORS_CHECK.step('4')],
  browserNames: {
    chromium: ['WildcardOriginNotAllowed', 'PreflightWildcardOriginNotAllowed'],
    firefox: ['CORSNotSupportingCredentials'],
  },
  match: (context) => ({
    evidence: [
      responseHeader(context, 'Access-Control-Allow-Origin'),
      requestHeader(context, 'Cookie'),
      requestHeader(context, 'Sec-Fetch-Storage-Access'),
    ].filter((item) => item.side === 'response' || item.value !== null),
  }),
  explain: (_match, context) => ({
    headline: prose`${ALLOW_ORIGIN} of ${code(context.serverOrigin)} is the wildcard ${code('*')} on ${answerOf(context)}, ${includesCredentials(context) ? 'and the request includes credentials' : 'which fails if the request includes credentials'}`,
    explanation: prose`A page that sends no cookies drops ${code("credentials: 'include'")} or ${code('withCredentials')}, and ${code('*')} is enough. Otherwise the server answers with ${code(context.serializedOrigin)} itself and ${code('Access-Control-Allow-Credentials: true')}.`,
  }),
  fix: (_match, context) => {
    if (context.serializedOrigin === 'null') return [{ kind: 'drop-credentials' }, ...leaveNullOrigin(context)];
    const origin = context.serializedOrigin;
    return [{ kind: 'drop-credentials' }, { kind: 'allow-origin', origin }, { kind: 'allow-credentials', origin }];
  },
  examples: {
    failing: [
      `page http://localhost:3000
       credentials include
       > GET http://localhost:8000/api/me
       < 200
       Access-Control-Allow-Origin: *
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       credentials include
       > OPTIONS http://localhost:8000/api/me
       Access-Control-Request-Method: PUT
       < 204
       Access-Control-Allow-Origin: *
       Access-Control-Allow-Methods: PUT
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       credentials same-origin
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: *
       ! completed`,
    ],
  },
});
