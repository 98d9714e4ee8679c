import { netErrorEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const localNetworkBlocked = defineRule({
  id: 'local-network-blocked',
  title: 'The page may not reach the local network',
  short: 'local network refused',
  effect: 'blocks',
  refines: ['net:local-network-access'],
  spec: [],
  browserNames: {
    // The last name is what Chromium called it until 2026.
    chromium: ['LocalNetworkAccessPermissionDenied', 'InsecureLocalNetwork', 'InsecurePrivateNetwork'],
    firefox: ['CORSDidNotSucceed'],
  },
  match: (context) => ({
    page: context.trace.initiatorOrigin ?? 'the page',
    // Firefox asks on every page.
    asksSecurePagesOnly: context.trace.browser === 'chromium',
    evidence: netErrorEvidence(context),
  }),
  explain: ({ page, asksSecurePagesOnly }, { serverOrigin }) => ({
    headline: prose`Permission was denied for ${code(page)} to access ${code(serverOrigin)}, which is on this machine or its local network`,
    explanation: prose`A permission of the browser decides here, and no header of the server can give it. ${
      asksSecurePagesOnly && page.startsWith('http:')
        ? prose`The browser asks for the permission only on pages that were loaded with ${code('https:')}.`
        : prose`The user grants it to the page's origin in the browser's site settings.`
    }`,
  }),
  fix: () => [{ kind: 'browser-setting', what: 'local-network-permission' }],
  examples: {
    failing: [
      `page https://app.example
       > GET http://localhost:8000/api/items
       ! net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS`,
      `page https://app.example
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page https://app.example
       > GET http://localhost:8000/api/items
       ! net::ERR_CONNECTION_REFUSED`,
    ],
  },
});
