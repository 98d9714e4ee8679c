import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { responseHeader } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { listOf } from './wording.ts';

export const methodUnlisted = defineRule({
  id: 'method-unlisted',
  title: 'The method is not listed in Access-Control-Allow-Methods',
  short: 'method not allowed',
  effect: 'blocks',
  refines: ['method-not-allowed'],
  spec: [CORS_PREFLIGHT_FETCH.step('7.5')],
  browserNames: { chromium: ['MethodDisallowedByPreflightResponse'], firefox: ['CORSMethodNotFound'] },
  match: (context) => {
    if (context.reason?.kind !== 'method-not-allowed') return undefined;
    const { method, allowed } = context.reason;
    return {
      method,
      allowed,
      evidence: [{ kind: 'method', method }, responseHeader(context, 'Access-Control-Allow-Methods')],
    };
  },
  explain: ({ method, allowed }, context) => ({
    headline: prose`Method ${code(method)} is not allowed by ${code('Access-Control-Allow-Methods')} in the preflight response of ${code(context.serverOrigin)}`,
    explanation: whatIsListed(allowed),
  }),
  fix: ({ method }) => [{ kind: 'allow-method', method }],
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items/42
       Access-Control-Request-Method: DELETE
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: GET, POST, PUT
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       credentials include
       > OPTIONS http://localhost:8000/api/items/42
       Access-Control-Request-Method: DELETE
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Credentials: true
       Access-Control-Allow-Methods: *
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       credentials same-origin
       > OPTIONS http://localhost:8000/api/items/42
       Access-Control-Request-Method: DELETE
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: *
       > DELETE http://localhost:8000/api/items/42
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});

function whatIsListed(allowed: readonly string[]): Prose {
  if (allowed.length === 0) {
    return prose`The preflight response lists no methods, so only ${code('GET')}, ${code('HEAD')} and ${code('POST')} are allowed.`;
  }
  if (allowed.includes('*')) {
    return prose`It lists ${listOf(allowed)}, and with credentials ${code('*')} is a method name like any other. The method has to be listed by name.`;
  }
  return prose`It lists ${listOf(allowed)}. ${code('GET')}, ${code('HEAD')} and ${code('POST')} need no listing; every other method does, in the same letters.`;
}
