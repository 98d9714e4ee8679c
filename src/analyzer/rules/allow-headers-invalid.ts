import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const allowHeadersInvalid = defineRule({
  id: 'allow-headers-invalid',
  title: 'Access-Control-Allow-Headers cannot be parsed',
  short: 'allow-headers unreadable',
  effect: 'blocks',
  refines: ['allow-headers-unparsable'],
  spec: [CORS_PREFLIGHT_FETCH.step('7.3')],
  browserNames: { chromium: ['InvalidAllowHeadersPreflightResponse'], firefox: ['CORSInvalidAllowHeader'] },
  match: (context) => {
    if (context.reason?.kind !== 'allow-headers-unparsable') return undefined;
    return { value: context.reason.value, evidence: [responseHeader(context, 'Access-Control-Allow-Headers')] };
  },
  explain: ({ value }, context) => ({
    headline: prose`${code('Access-Control-Allow-Headers')} of ${code(context.serverOrigin)} cannot be parsed in the preflight response: it is ${code(value)}`,
    explanation: prose`The header is a list of header names with commas between them; quotes, brackets, semicolons and spaces inside a name make all of it count as nothing.`,
  }),
  fix: (_match, { judgement, hopIndex }) => [
    { kind: 'allow-headers', names: judgement.preflights[hopIndex]?.unsafeHeaderNames ?? [] },
  ],
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: POST
       Access-Control-Request-Headers: content-type
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Headers: content-type; x-token
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: POST
       Access-Control-Request-Headers: content-type
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Headers: Content-Type,
       > POST http://localhost:8000/api/items
       Content-Type: application/json
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});
