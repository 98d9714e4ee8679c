import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { originParts } from './origin-parts.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginSchemeMissing = defineRule({
  id: 'allow-origin-scheme-missing',
  title: 'Access-Control-Allow-Origin lacks the scheme',
  short: 'scheme missing',
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
    const { reason, serializedOrigin } = context;
    if (reason?.kind !== 'allow-origin-mismatch' && reason?.kind !== 'allow-origin-invalid') return undefined;
    const scheme = originParts(serializedOrigin)?.scheme;
    const written = reason.value.replace(/^\/\//, '').replace(/\/$/, '').toLowerCase();
    if (scheme === undefined || `${scheme}://${written}` !== serializedOrigin) return undefined;
    return {
      value: reason.value,
      scheme,
      evidence: [responseHeader(context, 'Access-Control-Allow-Origin'), requestHeader(context, 'Origin')],
    };
  },
  explain: ({ value, scheme }, context) => ({
    headline: prose`${ALLOW_ORIGIN} of ${code(context.serverOrigin)} is ${code(value)} on ${answerOf(context)}, without ${code(`${scheme}://`)}`,
    explanation: prose`An origin is scheme, host and port together, and the browser compares all of it byte for byte. The origin of this page is ${code(context.serializedOrigin)}.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: localhost:3000
       ! net::ERR_FAILED`,
      `page https://app.example
       > GET https://api.example/items
       < 200
       Access-Control-Allow-Origin: app.example
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: localhost:5173
       ! net::ERR_FAILED`,
    ],
  },
});
