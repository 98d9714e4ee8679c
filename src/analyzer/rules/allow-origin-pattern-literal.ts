import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginPatternLiteral = defineRule({
  id: 'allow-origin-pattern-literal',
  title: 'Access-Control-Allow-Origin holds a pattern',
  short: 'pattern, not an origin',
  effect: 'blocks',
  refines: ['allow-origin-mismatch', 'allow-origin-invalid'],
  spec: [CORS_CHECK.step('4')],
  browserNames: {
    chromium: [
      'AllowOriginMismatch',
      'InvalidAllowOriginValue',
      'PreflightAllowOriginMismatch',
      'PreflightInvalidAllowOriginValue',
    ],
    firefox: ['CORSAllowOriginNotMatchingOrigin'],
  },
  match: (context) => {
    const { reason } = context;
    if (reason?.kind !== 'allow-origin-mismatch' && reason?.kind !== 'allow-origin-invalid') return undefined;
    if (!/[*\\^$|()]/.test(reason.value)) return undefined;
    return {
      value: reason.value,
      evidence: [responseHeader(context, 'Access-Control-Allow-Origin'), requestHeader(context, 'Origin')],
    };
  },
  explain: ({ value }, context) => ({
    headline: prose`${ALLOW_ORIGIN} of ${code(context.serverOrigin)} is the pattern ${code(value)} on ${answerOf(context)}, and browsers compare it literally`,
    explanation: prose`Only the whole value ${code('*')} has a meaning of its own; anything else must equal ${code(context.serializedOrigin)} byte for byte. A pattern belongs into the server's configuration, where it decides which origin to answer with.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page https://app.shop.example
       > GET https://api.shop.example/items
       < 200
       Access-Control-Allow-Origin: https://*.shop.example
       ! net::ERR_FAILED`,
      `page https://app.shop.example
       > GET https://api.shop.example/items
       < 200
       Access-Control-Allow-Origin: ^https://.+\\.shop\\.example$
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page https://app.shop.example
       > GET https://api.shop.example/items
       < 200
       Access-Control-Allow-Origin: *
       ! completed`,
    ],
  },
});
