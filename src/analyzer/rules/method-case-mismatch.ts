import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const methodCaseMismatch = defineRule({
  id: 'method-case-mismatch',
  title: 'The method is listed in other letters',
  short: 'upper and lower case',
  effect: 'blocks',
  refines: ['method-not-allowed'],
  spec: [CORS_PREFLIGHT_FETCH.step('7.5')],
  browserNames: { chromium: ['MethodDisallowedByPreflightResponse'], firefox: ['CORSMethodNotFound'] },
  match: (context) => {
    if (context.reason?.kind !== 'method-not-allowed') return undefined;
    const { method, allowed } = context.reason;
    const listed = allowed.find((name) => name.toLowerCase() === method.toLowerCase());
    if (listed === undefined) return undefined;
    return {
      method,
      listed,
      evidence: [{ kind: 'method', method }, responseHeader(context, 'Access-Control-Allow-Methods')],
    };
  },
  explain: ({ method, listed }, context) => ({
    headline: prose`Method ${code(method)} is not allowed by ${code('Access-Control-Allow-Methods')} of ${code(context.serverOrigin)}, which lists ${code(listed)}`,
    explanation: prose`Methods are compared letter by letter. Browsers turn ${code('get')}, ${code('put')} and ${code('delete')} into upper case by themselves, but not ${code('patch')}.`,
  }),
  fix: ({ method, listed }) =>
    listed === listed.toUpperCase()
      ? [{ kind: 'request-method', from: method, to: listed }]
      : [{ kind: 'allow-method', method }],
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items/42
       Access-Control-Request-Method: patch
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: GET, PATCH
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items/42
       Access-Control-Request-Method: PUT
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: get, put
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items/42
       Access-Control-Request-Method: patch
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: GET, PUT
       ! net::ERR_FAILED`,
    ],
  },
});
