import { netErrorEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const networkFailed = defineRule({
  id: 'network-failed',
  title: 'The request failed in the network',
  short: 'network error',
  effect: 'blocks',
  refines: ['net:other', 'net:offline', 'net:failed'],
  spec: [],
  browserNames: { chromium: [], firefox: ['CORSDidNotSucceed'] },
  match: (context) => ({
    kind: context.netError,
    netError: context.trace.outcome.kind === 'error' ? context.trace.outcome.netError : '',
    evidence: netErrorEvidence(context),
  }),
  explain: ({ kind, netError }, { serverOrigin }) => ({
    headline:
      kind === 'offline'
        ? prose`The browser has no network, so the request to ${code(serverOrigin)} did not succeed`
        : prose`The request to ${code(serverOrigin)} did not succeed, and the browser says only ${code(netError)}`,
    explanation:
      kind === 'failed'
        ? prose`The browser uses this error for many things, and what was seen does not tell which. CORS is one of them when the request was made in mode ${code('cors')}.`
        : prose`Nothing seen here points at CORS, so no header is suggested. The address, the network and the server come first.`,
  }),
  fix: () => [],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       ! net::ERR_INVALID_RESPONSE`,
      `page http://localhost:3000
       > GET http://api.example/items
       ! net::ERR_INTERNET_DISCONNECTED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       ! net::ERR_CONNECTION_REFUSED`,
    ],
  },
});
