import { netErrorEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const serverUnreachable = defineRule({
  id: 'server-unreachable',
  title: 'Nothing answers at the address of the server',
  short: 'server unreachable',
  effect: 'blocks',
  refines: ['net:connection-refused', 'net:timed-out'],
  spec: [],
  browserNames: { chromium: [], firefox: ['CORSDidNotSucceed'] },
  match: (context) => ({
    refused: context.netError !== 'timed-out',
    evidence: netErrorEvidence(context),
  }),
  explain: ({ refused }, { serverOrigin }) => ({
    headline: refused
      ? prose`Nothing accepts connections at ${code(serverOrigin)}, so the request did not succeed`
      : prose`${code(serverOrigin)} did not answer in time, so the request did not succeed`,
    explanation: prose`No response arrived, so this is not CORS and no header can fix it. The server has to run and to listen at this host and port.`,
  }),
  fix: (_match, { serverOrigin }) => [{ kind: 'start-server', origin: serverOrigin }],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       ! net::ERR_CONNECTION_REFUSED`,
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       ! net::ERR_CONNECTION_TIMED_OUT`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 500
       ! net::ERR_FAILED`,
    ],
  },
});
