import { parseUrl } from '../fetch/origin.ts';
import { netErrorEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const nameUnresolved = defineRule({
  id: 'name-unresolved',
  title: 'The host name has no address',
  short: 'unknown host name',
  effect: 'blocks',
  refines: ['net:name-not-resolved'],
  spec: [],
  browserNames: { chromium: [], firefox: ['CORSDidNotSucceed'] },
  match: (context) => ({
    host: parseUrl(context.hop.url)?.hostname ?? context.hop.url,
    evidence: netErrorEvidence(context),
  }),
  explain: ({ host }) => ({
    headline: prose`The browser found no address for ${code(host)}, so the request did not succeed`,
    explanation: prose`No response arrived, so this is not CORS and no header can fix it. The name may be misspelt, or known only inside another network or a container.`,
  }),
  fix: (_match, { serverOrigin }) => [{ kind: 'start-server', origin: serverOrigin }],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://backend:8000/api/items
       ! net::ERR_NAME_NOT_RESOLVED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://backend:8000/api/items
       ! net::ERR_CONNECTION_REFUSED`,
    ],
  },
});
