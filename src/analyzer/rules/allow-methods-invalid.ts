import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const allowMethodsInvalid = defineRule({
  id: 'allow-methods-invalid',
  title: 'Access-Control-Allow-Methods cannot be parsed',
  short: 'allow-methods unreadable',
  effect: 'blocks',
  refines: ['allow-methods-unparsable'],
  spec: [CORS_PREFLIGHT_FETCH.step('7.3')],
  browserNames: { chromium: ['InvalidAllowMethodsPreflightResponse'], firefox: ['CORSInvalidAllowMethod'] },
  match: (context) => {
    if (context.reason?.kind !== 'allow-methods-unparsable') return undefined;
    return { value: context.reason.value, evidence: [responseHeader(context, 'Access-Control-Allow-Methods')] };
  },
  explain: ({ value }, context) => ({
    headline: prose`${code('Access-Control-Allow-Methods')} of ${code(context.serverOrigin)} cannot be parsed in the preflight response: it is ${code(value)}`,
    explanation: prose`The header is a list of method names with commas between them; quotes, brackets, semicolons and spaces inside a name make all of it count as nothing. That holds even for methods that need no listing.`,
  }),
  fix: (_match, { hop }) => [{ kind: 'allow-method', method: hop.method }],
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: GET POST PUT
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: GET, , PUT
       > PUT http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});
