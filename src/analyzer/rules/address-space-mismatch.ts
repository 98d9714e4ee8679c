import { netErrorEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const addressSpaceMismatch = defineRule({
  id: 'address-space-mismatch',
  title: 'The server is not in the address space that the page named',
  short: 'other address space',
  effect: 'blocks',
  refines: ['net:address-space-mismatch'],
  spec: [],
  // The second name is what Chromium called it until 2026.
  browserNames: { chromium: ['InvalidLocalNetworkAccess', 'InvalidPrivateNetworkAccess'], firefox: [] },
  match: (context) => ({ evidence: netErrorEvidence(context) }),
  explain: (_match, { serverOrigin }) => ({
    headline: prose`The browser gave the request to ${code(serverOrigin)} up, as when the page names another address space than the server's`,
    explanation: prose`With ${code('targetAddressSpace')} a page says where it expects the server: ${code('loopback')} is this machine, ${code('local')} its network. Extensions do not see what the page said; no other reason is known for which the browser gives up at this point without one of its own.`,
  }),
  fix: () => [],
  examples: {
    failing: [
      `page https://app.example
       > GET http://192.168.1.10/api/items
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page https://app.example
       > GET http://192.168.1.10/api/items
       < 200
       ! net::ERR_FAILED`,
      `page https://app.example
       > OPTIONS http://192.168.1.10/api/items
       Access-Control-Request-Method: PUT
       ! net::ERR_FAILED`,
    ],
  },
});
