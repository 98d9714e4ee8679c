import { netErrorEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { requestLine } from './wording.ts';

export const clientBlocked = defineRule({
  id: 'client-blocked',
  title: 'Something inside the browser blocked the request',
  short: 'blocked in the browser',
  effect: 'blocks',
  refines: ['net:blocked-by-client'],
  spec: [],
  browserNames: { chromium: [], firefox: ['CORSDidNotSucceed', 'CORSExternalRedirectNotAllowed'] },
  match: (context) => ({ evidence: netErrorEvidence(context) }),
  explain: (_match, context) => ({
    headline: prose`Something inside this browser blocked ${requestLine(context)} to ${code(context.serverOrigin)}`,
    explanation: prose`An ad blocker, another extension or a policy stopped the request, so this is not CORS and no header can fix it. In a window without extensions the request goes out.`,
  }),
  fix: () => [{ kind: 'browser-setting', what: 'extension' }],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET https://metrics.example/analytics/collect
       ! net::ERR_BLOCKED_BY_CLIENT`,
    ],
    passing: [
      `page http://localhost:3000
       > GET https://metrics.example/analytics/collect
       ! net::ERR_CONNECTION_REFUSED`,
    ],
  },
});
