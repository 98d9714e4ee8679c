import { netErrorEvidence } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const tlsFailed = defineRule({
  id: 'tls-failed',
  title: 'The secure connection could not be made',
  short: 'TLS failed',
  effect: 'blocks',
  refines: ['net:tls'],
  spec: [],
  browserNames: { chromium: [], firefox: ['CORSDidNotSucceed'] },
  match: (context) => ({
    netError: context.trace.outcome.kind === 'error' ? context.trace.outcome.netError : '',
    evidence: netErrorEvidence(context),
  }),
  explain: ({ netError }, { serverOrigin }) => ({
    headline: prose`The secure connection to ${code(serverOrigin)} could not be made, so the request did not succeed`,
    explanation: prose`No response arrived, so this is not CORS and no header can fix it. ${whatToDo(netError)}`,
  }),
  fix: () => [],
  examples: {
    failing: [
      `page https://app.example
       > GET https://localhost:8443/api/items
       ! net::ERR_CERT_AUTHORITY_INVALID`,
      `page http://localhost:3000
       > GET https://localhost:8000/api/items
       ! net::ERR_SSL_PROTOCOL_ERROR`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       ! net::ERR_CONNECTION_RESET`,
    ],
  },
});

function whatToDo(netError: string): Prose {
  if (/ERR_SSL_PROTOCOL_ERROR|SSL_ERROR_RX_RECORD_TOO_LONG/.test(netError)) {
    return prose`${code(netError)} is what a server that speaks plain http at this port looks like.`;
  }
  return prose`The browser says ${code(netError)}; opening the URL in a tab of its own shows the certificate.`;
}
