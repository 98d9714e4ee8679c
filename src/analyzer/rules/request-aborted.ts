import { netErrorEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { requestLine } from './wording.ts';

export const requestAborted = defineRule({
  id: 'request-aborted',
  title: 'The request was aborted',
  short: 'aborted by the page',
  effect: 'blocks',
  refines: ['net:aborted'],
  spec: [],
  browserNames: { chromium: [], firefox: [] },
  match: (context) => ({ evidence: netErrorEvidence(context) }),
  explain: (_match, context) => ({
    headline: prose`${requestLine(context)} to ${code(context.serverOrigin)} was aborted before its response could be read`,
    explanation: prose`This is not CORS: the page gave the request up, for example with an ${code('AbortController')}, a time limit or by going to another document.`,
  }),
  fix: () => [],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/search
       ! net::ERR_ABORTED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/search
       < 200
       ! net::ERR_FAILED`,
    ],
  },
});
