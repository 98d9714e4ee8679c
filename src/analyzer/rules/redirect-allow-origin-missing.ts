import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { answerHeader, responseHeader, statusEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { type Change, defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const redirectAllowOriginMissing = defineRule({
  id: 'redirect-allow-origin-missing',
  title: 'A redirect lacks Access-Control-Allow-Origin',
  short: 'redirect without header',
  effect: 'blocks',
  refines: ['allow-origin-missing'],
  spec: [CORS_CHECK.step('2')],
  browserNames: { chromium: ['MissingAllowOriginHeader'], firefox: ['CORSMissingAllowOrigin'] },
  match: (context) => {
    if (context.phase !== 'redirect') return undefined;
    const location = answerHeader(context, 'location');
    const to =
      location !== null && URL.canParse(location, context.hop.url) ? new URL(location, context.hop.url).href : null;
    return {
      to,
      evidence: [
        responseHeader(context, 'Access-Control-Allow-Origin'),
        ...statusEvidence(context),
        responseHeader(context, 'Location'),
      ],
    };
  },
  explain: ({ to }, context) => ({
    headline: prose`No ${ALLOW_ORIGIN} header is present on ${answerOf(context, 'the')} from ${code(context.serverOrigin)}${to === null ? [] : prose` to ${code(to)}`}`,
    explanation: prose`Every response of a redirect chain must allow ${code(context.serializedOrigin)}, the redirect itself included. A page that requests the last URL directly needs no redirect.`,
  }),
  fix: ({ to }, context) => {
    const direct: readonly Change[] = to === null ? [] : [{ kind: 'request-url', from: context.hop.url, to }];
    return [...direct, ...allowRequest(context)];
  },
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 301
       Location: /api/items/
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 301
       Location: /api/items/
       Access-Control-Allow-Origin: http://localhost:3000
       > GET http://localhost:8000/api/items/
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});
