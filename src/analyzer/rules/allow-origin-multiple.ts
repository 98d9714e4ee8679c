import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginMultiple = defineRule({
  id: 'allow-origin-multiple',
  title: 'Access-Control-Allow-Origin contains multiple values',
  short: 'several origins in one',
  effect: 'blocks',
  refines: ['allow-origin-multiple'],
  spec: [CORS_CHECK.step('4')],
  browserNames: {
    chromium: ['MultipleAllowOriginValues', 'PreflightMultipleAllowOriginValues'],
    firefox: ['CORSMultipleAllowOriginNotAllowed', 'CORSAllowOriginNotMatchingOrigin'],
  },
  match: (context) => {
    if (context.reason?.kind !== 'allow-origin-multiple') return undefined;
    return {
      value: context.reason.value,
      evidence: [responseHeader(context, 'Access-Control-Allow-Origin'), requestHeader(context, 'Origin')],
    };
  },
  explain: ({ value }, context) => ({
    headline: prose`${ALLOW_ORIGIN} of ${code(context.serverOrigin)} contains multiple values on ${answerOf(context)}: ${code(value)}`,
    explanation: oneList(context.serializedOrigin),
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000, http://localhost:5173
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

function oneList(origin: string): Prose {
  return prose`The header holds exactly one origin or ${code('*')}, never a list, and a comma or a space is enough to make it one. A server with several allowed origins answers each request with the one that asked, here ${code(origin)}.`;
}
