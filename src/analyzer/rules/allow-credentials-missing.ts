import { CORS_CHECK } from '../fetch/spec.ts';
import { includesCredentials, leaveNullOrigin } from './changes.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_CREDENTIALS, answerOf } from './wording.ts';

export const allowCredentialsMissing = defineRule({
  id: 'allow-credentials-missing',
  title: 'Access-Control-Allow-Credentials is missing',
  short: 'credentials not allowed',
  effect: 'blocks',
  refines: ['allow-credentials-not-true'],
  spec: [CORS_CHECK.step('7')],
  browserNames: {
    chromium: ['InvalidAllowCredentials', 'PreflightInvalidAllowCredentials'],
    firefox: ['CORSMissingAllowCredentials'],
  },
  match: (context) => {
    if (context.reason?.kind !== 'allow-credentials-not-true' || context.reason.value !== null) return undefined;
    return {
      evidence: [
        responseHeader(context, 'Access-Control-Allow-Credentials'),
        responseHeader(context, 'Access-Control-Allow-Origin'),
        requestHeader(context, 'Origin'),
      ],
    };
  },
  explain: (_match, context) => ({
    headline: includesCredentials(context)
      ? prose`The request includes credentials, and ${code(context.serverOrigin)} sent no ${ALLOW_CREDENTIALS} header with ${answerOf(context)}`
      : prose`${code(context.serverOrigin)} sent no ${ALLOW_CREDENTIALS} header with ${answerOf(context)}, which fails if the request includes credentials`,
    explanation: prose`A response to a request with credentials must carry ${code('Access-Control-Allow-Credentials: true')}, even when no cookie was sent. A page that needs no cookies drops ${code("credentials: 'include'")} or ${code('withCredentials')}.`,
  }),
  fix: (_match, context) =>
    context.serializedOrigin === 'null'
      ? [{ kind: 'drop-credentials' }, ...leaveNullOrigin(context)]
      : [{ kind: 'drop-credentials' }, { kind: 'allow-credentials', origin: context.serializedOrigin }],
  examples: {
    failing: [
      `page http://localhost:3000
       credentials include
       > GET http://localhost:8000/api/me
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       credentials include
       > GET http://localhost:8000/api/me
       Cookie: ‹redacted›
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Credentials: true
       Vary: Origin
       ! completed`,
    ],
  },
});
