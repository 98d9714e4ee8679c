import { knownValue } from '../fetch/known.ts';
import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { responseHeader, statusEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const fontAllowOriginMissing = defineRule({
  id: 'font-allow-origin-missing',
  title: 'A font is served without Access-Control-Allow-Origin',
  short: 'font without the header',
  effect: 'blocks',
  refines: ['allow-origin-missing'],
  spec: [CORS_CHECK.step('2')],
  browserNames: { chromium: ['MissingAllowOriginHeader'], firefox: ['CORSMissingAllowOrigin'] },
  match: (context) => {
    if (context.phase !== 'actual') return undefined;
    if (context.trace.type !== 'font' && knownValue(context.judgement.destination) !== 'font') return undefined;
    return { evidence: [responseHeader(context, 'Access-Control-Allow-Origin'), ...statusEvidence(context)] };
  },
  explain: (_match, context) => ({
    headline: prose`No ${ALLOW_ORIGIN} header is present on the font that ${code(context.serverOrigin)} sent with ${answerOf(context)}`,
    explanation: prose`Fonts always use CORS, even when images and style sheets of the same server load without it. The server that hosts the font file has to allow ${code(context.serializedOrigin)}.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page https://app.example
       type font
       > GET https://cdn.example/icons.woff2
       < 200
       Content-Type: font/woff2
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page https://app.example
       type font
       > GET https://cdn.example/icons.woff2
       < 200
       Access-Control-Allow-Origin: *
       ! completed`,
    ],
  },
});
