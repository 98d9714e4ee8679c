import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginSlashMismatch = defineRule({
  id: 'allow-origin-slash-mismatch',
  title: 'Access-Control-Allow-Origin ends with a slash or a path',
  short: 'slash after the origin',
  effect: 'blocks',
  refines: ['allow-origin-mismatch'],
  spec: [CORS_CHECK.step('4')],
  browserNames: {
    chromium: ['AllowOriginMismatch', 'PreflightAllowOriginMismatch'],
    firefox: ['CORSAllowOriginNotMatchingOrigin'],
  },
  match: (context) => {
    const { reason } = context;
    if (reason?.kind !== 'allow-origin-mismatch' || !reason.value.startsWith(`${reason.expected}/`)) return undefined;
    return {
      value: reason.value,
      expected: reason.expected,
      surplus: reason.value.slice(reason.expected.length),
      evidence: [responseHeader(context, 'Access-Control-Allow-Origin'), requestHeader(context, 'Origin')],
    };
  },
  explain: ({ value, expected, surplus }, context) => ({
    headline: prose`${ALLOW_ORIGIN} of ${code(context.serverOrigin)} is ${code(value)} on ${answerOf(context)}, with ${code(surplus)} after the origin`,
    explanation: prose`An origin ends with the host or the port; the browser compares byte for byte, and ${code(value)} is not equal to ${code(expected)}.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000/
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000/app
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:30000/
       ! net::ERR_FAILED`,
    ],
  },
});
