import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { listOf } from './wording.ts';

export const authorizationUnlisted = defineRule({
  id: 'authorization-unlisted',
  title: 'Authorization is not listed in Access-Control-Allow-Headers',
  short: 'Authorization unlisted',
  effect: 'blocks',
  refines: ['header-not-allowed'],
  spec: [CORS_PREFLIGHT_FETCH.step('7.6'), CORS_PREFLIGHT_FETCH.step('7.7')],
  browserNames: {
    chromium: ['HeaderDisallowedByPreflightResponse'],
    firefox: ['CORSMissingAllowHeaderFromPreflight'],
  },
  match: (context) => {
    if (context.reason?.kind !== 'header-not-allowed') return undefined;
    const { names, allowed } = context.reason;
    if (names.length !== 1 || names[0] !== 'authorization') return undefined;
    return {
      allowed,
      evidence: [
        requestHeader(context, 'Access-Control-Request-Headers'),
        responseHeader(context, 'Access-Control-Allow-Headers'),
      ],
    };
  },
  explain: ({ allowed }, context) => ({
    headline: prose`Request header field ${code('authorization')} is not allowed by ${code('Access-Control-Allow-Headers')} in the preflight response of ${code(context.serverOrigin)}`,
    explanation: prose`${whatIsListed(allowed)} ${code('Authorization')} has to be listed by name. A token in that header needs neither cookies nor ${code("credentials: 'include'")}.`,
  }),
  fix: () => [{ kind: 'allow-headers', names: ['authorization'] }],
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: GET
       Access-Control-Request-Headers: authorization
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Headers: Content-Type
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       credentials include
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: GET
       Access-Control-Request-Headers: authorization
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Credentials: true
       Access-Control-Allow-Headers: *
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: GET
       Access-Control-Request-Headers: authorization,x-tenant
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Headers: Content-Type
       ! net::ERR_FAILED`,
    ],
  },
});

function whatIsListed(allowed: readonly string[]): Prose {
  if (allowed.includes('*')) {
    return prose`The server allowed ${listOf(allowed)}, and with credentials ${code('*')} is a name like any other.`;
  }
  return allowed.length === 0 ? prose`The server allowed no header.` : prose`The server allowed ${listOf(allowed)}.`;
}
