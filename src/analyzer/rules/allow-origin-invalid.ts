import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf, wireValue } from './wording.ts';

export const allowOriginInvalid = defineRule({
  id: 'allow-origin-invalid',
  title: 'Access-Control-Allow-Origin has an invalid value',
  short: 'invalid allow-origin',
  effect: 'blocks',
  refines: ['allow-origin-invalid'],
  spec: [CORS_CHECK.step('4')],
  browserNames: {
    chromium: ['InvalidAllowOriginValue', 'PreflightInvalidAllowOriginValue'],
    firefox: ['CORSAllowOriginNotMatchingOrigin'],
  },
  match: (context) => {
    if (context.reason?.kind !== 'allow-origin-invalid') return undefined;
    return {
      value: context.reason.value,
      evidence: [responseHeader(context, 'Access-Control-Allow-Origin'), requestHeader(context, 'Origin')],
    };
  },
  explain: ({ value }, context) => ({
    headline: prose`${ALLOW_ORIGIN} of ${code(context.serverOrigin)} has an invalid value on ${answerOf(context)}: it is ${wireValue(value)}`,
    explanation: prose`The value must be the page's origin, ${code(context.serializedOrigin)}, byte for byte, or ${code('*')}. ${
      value === ''
        ? prose`An empty value often comes from a setting or a variable that has no content.`
        : prose`This value is no URL, so no origin can equal it.`
    }`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: true
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin:
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
