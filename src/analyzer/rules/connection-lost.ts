import { netErrorEvidence, statusEvidence, statusOf } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const connectionLost = defineRule({
  id: 'connection-lost',
  title: 'The connection ended before the response did',
  short: 'connection lost',
  effect: 'blocks',
  refines: ['net:connection-lost'],
  spec: [],
  browserNames: { chromium: [], firefox: ['CORSDidNotSucceed'] },
  match: (context) => ({
    begun: statusOf(context) !== undefined,
    evidence: [...netErrorEvidence(context), ...statusEvidence(context)],
  }),
  explain: ({ begun }, { serverOrigin }) => ({
    headline: begun
      ? prose`The connection to ${code(serverOrigin)} ended in the middle of the response`
      : prose`The connection to ${code(serverOrigin)} ended before any response, so the request did not succeed`,
    explanation: prose`This is not CORS, and no header can fix it. A crash of the server, a restart or a proxy that gives up looks like this; the server's log has the reason.`,
  }),
  fix: () => [],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       ! net::ERR_EMPTY_RESPONSE`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       ! net::ERR_CONNECTION_REFUSED`,
    ],
  },
});
