import { CORS_CHECK } from '../fetch/spec.ts';
import { includesCredentials, leaveNullOrigin } from './changes.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_CREDENTIALS, answerOf, wireValue } from './wording.ts';

export const allowCredentialsInvalid = defineRule({
  id: 'allow-credentials-invalid',
  title: 'Access-Control-Allow-Credentials is not true',
  short: 'credentials not “true”',
  effect: 'blocks',
  refines: ['allow-credentials-not-true'],
  spec: [CORS_CHECK.step('7')],
  browserNames: {
    chromium: ['InvalidAllowCredentials', 'PreflightInvalidAllowCredentials'],
    firefox: ['CORSMissingAllowCredentials'],
  },
  match: (context) => {
    if (context.reason?.kind !== 'allow-credentials-not-true') return undefined;
    return {
      value: context.reason.value ?? '',
      evidence: [responseHeader(context, 'Access-Control-Allow-Credentials'), requestHeader(context, 'Origin')],
    };
  },
  explain: ({ value }, context) => ({
    headline: prose`${ALLOW_CREDENTIALS} of ${code(context.serverOrigin)} is ${wireValue(value)} on ${answerOf(context)}, which must be ${code('true')}${includesCredentials(context) ? '' : ' if the request includes credentials'}`,
    explanation: prose`With credentials the value must be the four lower-case letters ${code('true')}, sent once. ${code('True')}, ${code('1')} and an empty value do not count.`,
  }),
  fix: (_match, context) =>
    context.serializedOrigin === 'null'
      ? leaveNullOrigin(context)
      : [{ kind: 'allow-credentials', origin: context.serializedOrigin }],
  examples: {
    failing: [
      `page http://localhost:3000
       credentials include
       > GET http://localhost:8000/api/me
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Credentials: True
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       credentials same-origin
       > GET http://localhost:8000/api/me
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Credentials: True
       Vary: Origin
       ! completed`,
    ],
  },
});
