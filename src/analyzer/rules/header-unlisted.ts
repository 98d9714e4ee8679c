import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { listOf } from './wording.ts';

export const headerUnlisted = defineRule({
  id: 'header-unlisted',
  title: 'A request header is not listed in Access-Control-Allow-Headers',
  short: 'header not allowed',
  effect: 'blocks',
  refines: ['header-not-allowed'],
  spec: [CORS_PREFLIGHT_FETCH.step('7.7')],
  browserNames: {
    chromium: ['HeaderDisallowedByPreflightResponse'],
    firefox: ['CORSMissingAllowHeaderFromPreflight'],
  },
  match: (context) => {
    if (context.reason?.kind !== 'header-not-allowed') return undefined;
    const { names, allowed } = context.reason;
    const asked = context.judgement.preflights[context.hopIndex]?.unsafeHeaderNames ?? names;
    return {
      names,
      allowed,
      asked,
      evidence: [
        requestHeader(context, 'Access-Control-Request-Headers'),
        responseHeader(context, 'Access-Control-Allow-Headers'),
      ],
    };
  },
  explain: ({ names, allowed, asked }, context) => ({
    headline: prose`Request header ${names.length === 1 ? 'field' : 'fields'} ${listOf(names)} ${names.length === 1 ? 'is' : 'are'} not allowed by ${code('Access-Control-Allow-Headers')} in the preflight response of ${code(context.serverOrigin)}`,
    explanation: prose`The page asked for ${listOf(asked)}, and ${whatIsListed(allowed)}.`,
  }),
  fix: ({ names }) => [{ kind: 'allow-headers', names }],
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: POST
       Access-Control-Request-Headers: content-type,x-request-id,x-tenant
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Headers: Content-Type
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       credentials include
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: POST
       Access-Control-Request-Headers: content-type
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Credentials: true
       Access-Control-Allow-Headers: *
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: POST
       Access-Control-Request-Headers: content-type,x-tenant
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Headers: X-Tenant, Content-Type
       > POST http://localhost:8000/api/items
       Content-Type: application/json
       X-Tenant: a
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});

function whatIsListed(allowed: readonly string[]): Prose {
  if (allowed.length === 0) return prose`the server allowed none`;
  if (allowed.includes('*')) {
    return prose`the server allowed ${listOf(allowed)}, where with credentials ${code('*')} is a name like any other`;
  }
  return prose`the server allowed ${listOf(allowed)}`;
}
