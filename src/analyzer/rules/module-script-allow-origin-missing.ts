import { knownValue } from '../fetch/known.ts';
import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { requestHeader, responseHeader, statusEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const moduleScriptAllowOriginMissing = defineRule({
  id: 'module-script-allow-origin-missing',
  title: 'A module script is served without Access-Control-Allow-Origin',
  short: 'script without header',
  effect: 'blocks',
  refines: ['allow-origin-missing'],
  spec: [CORS_CHECK.step('2')],
  browserNames: { chromium: ['MissingAllowOriginHeader'], firefox: ['CORSMissingAllowOrigin'] },
  match: (context) => {
    if (context.phase !== 'actual') return undefined;
    if (context.trace.type !== 'script' && knownValue(context.judgement.destination) !== 'script') return undefined;
    return {
      evidence: [
        responseHeader(context, 'Access-Control-Allow-Origin'),
        ...statusEvidence(context),
        requestHeader(context, 'Sec-Fetch-Mode'),
      ],
    };
  },
  explain: (_match, context) => ({
    headline: prose`No ${ALLOW_ORIGIN} header is present on the script that ${code(context.serverOrigin)} sent with ${answerOf(context)}`,
    explanation: prose`The script was loaded in mode ${code('cors')}, as module scripts, their imports and scripts with a ${code('crossorigin')} attribute always are. A classic script without that attribute needs no header, and the page cannot read its errors.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page https://app.example
       type script
       > GET https://cdn.example/widget.mjs
       < 200
       Content-Type: text/javascript
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page https://app.example
       type script
       > GET https://cdn.example/widget.mjs
       < 200
       Access-Control-Allow-Origin: *
       ! completed`,
      `page https://app.example
       type script
       mode no-cors
       > GET https://cdn.example/widget.js
       < 200
       ! completed`,
    ],
  },
});
