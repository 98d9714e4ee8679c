import { answerHeader, netErrorEvidence, responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

const POLICY = 'Cross-Origin-Resource-Policy';

export const resourcePolicyBlocked = defineRule({
  id: 'resource-policy-blocked',
  title: 'Cross-Origin-Resource-Policy keeps the response from the page',
  short: 'resource policy',
  effect: 'blocks',
  refines: ['net:blocked-by-cross-origin-resource-policy'],
  spec: [],
  browserNames: { chromium: [], firefox: [] },
  match: (context) => ({
    value: answerHeader(context, POLICY),
    evidence: [...netErrorEvidence(context), responseHeader(context, POLICY)],
  }),
  explain: ({ value }, { serverOrigin, trace }) => ({
    headline:
      value === null
        ? prose`The browser kept a response of ${code(serverOrigin)} from the page, because its policy headers do not admit it`
        : prose`${code(serverOrigin)} keeps its response from other sites with ${code(`${POLICY}: ${value}`)}`,
    explanation:
      value === null
        ? prose`This is not CORS. A page with ${code('Cross-Origin-Embedder-Policy')} demands ${code(POLICY)} of all that it embeds, and a frame is refused by ${code('X-Frame-Options')} or by ${code('frame-ancestors')}.`
        : prose`This is not CORS: ${code(POLICY)} applies to what a page embeds, whatever the CORS headers say, and ${code(trace.initiatorOrigin ?? 'the page')} is not among those it admits.`,
  }),
  fix: (_match, { trace }) => (trace.type.endsWith('_frame') ? [] : [{ kind: 'allow-cross-origin-resource' }]),
  examples: {
    failing: [
      `page https://app.example
       type image
       mode no-cors
       > GET https://cdn.test/logo.png
       < 200
       Cross-Origin-Resource-Policy: same-origin
       ! net::ERR_BLOCKED_BY_RESPONSE`,
    ],
    passing: [
      `page https://app.example
       type image
       mode no-cors
       > GET https://cdn.test/logo.png
       < 200
       Cross-Origin-Resource-Policy: cross-origin
       ! completed`,
    ],
  },
});
