import { CORS_CHECK } from '../fetch/spec.ts';
import type { CacheFill } from '../trace/earlier-requests.ts';
import { allowRequest } from './changes.ts';
import { requestHeader, responseHeader, variesByOrigin } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule, type OtherRequest, type RuleContext } from './rule.ts';
import { requestLine, secondsBetween } from './wording.ts';

export const cachedResponsePoisoned = defineRule({
  id: 'cached-response-poisoned',
  title: 'A cached answer to somebody else came back',
  short: 'cached for another page',
  effect: 'blocks',
  rank: 'root',
  refines: ['allow-origin-missing', 'allow-origin-mismatch'],
  spec: [CORS_CHECK.step('2')],
  browserNames: {
    chromium: ['MissingAllowOriginHeader', 'AllowOriginMismatch'],
    firefox: ['CORSMissingAllowOrigin', 'CORSAllowOriginNotMatchingOrigin'],
  },
  match: (context) => {
    const { phase, earlier, trace, hopIndex, serializedOrigin } = context;
    if (phase !== 'actual' || variesByOrigin(context) || serializedOrigin === 'null') return undefined;
    const fill = hopIndex === trace.hops.length - 1 ? earlier.cacheFill : undefined;
    // A cached answer to the same page, or to a request that was not seen, is no worse than one from the network.
    if (!fill || fill.origin === serializedOrigin) return undefined;
    const witness: OtherRequest = { kind: 'request', traceId: fill.traceId, shows: 'filled-the-cache' };
    return {
      fill,
      evidence: [
        witness,
        responseHeader(context, 'Vary'),
        responseHeader(context, 'Access-Control-Allow-Origin'),
        responseHeader(context, 'Cache-Control'),
        requestHeader(context, 'Origin'),
      ],
    };
  },
  explain: ({ fill }, context) => ({
    headline: prose`The browser answered ${requestLine(context)} from its cache, with what ${code(context.serverOrigin)} once told another request`,
    explanation: prose`${whoFilledIt(fill, context)} The response does not say ${code('Vary: Origin')}, so the cache takes it for an answer to everybody. A reload that bypasses the cache passes or fails on its own merits.`,
  }),
  fix: (_match, context) => [{ kind: 'vary-origin' }, ...allowRequest(context)],
  examples: {
    failing: [
      `page http://localhost:3000
       type image
       mode no-cors
       > GET http://localhost:8000/logo.svg
       < 200
       Cache-Control: max-age=600
       ! completed
       ---
       page http://localhost:3000
       > GET http://localhost:8000/logo.svg
       < 200 from-cache
       Cache-Control: max-age=600
       ! net::ERR_FAILED`,
      `page http://localhost:5173
       > GET http://localhost:8000/items
       < 200
       Access-Control-Allow-Origin: http://localhost:5173
       Cache-Control: max-age=600
       Date: Sun, 22 Nov 2026 08:00:00 GMT
       ! completed
       ---
       page http://localhost:3000
       > GET http://localhost:8000/items
       < 200
       Access-Control-Allow-Origin: http://localhost:5173
       Cache-Control: max-age=600
       Date: Sun, 22 Nov 2026 08:00:00 GMT
       ! net::ERR_FAILED`,
    ],
    passing: [
      // Made a second later: it came from the server, which says so to everybody.
      `page http://localhost:5173
       > GET http://localhost:8000/items
       < 200
       Access-Control-Allow-Origin: http://localhost:5173
       Cache-Control: max-age=600
       Date: Sun, 22 Nov 2026 08:00:00 GMT
       ! completed
       ---
       page http://localhost:3000
       > GET http://localhost:8000/items
       < 200
       Access-Control-Allow-Origin: http://localhost:5173
       Cache-Control: max-age=600
       Date: Sun, 22 Nov 2026 08:00:01 GMT
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > GET http://localhost:8000/logo.svg
       < 200
       Cache-Control: max-age=600
       ! net::ERR_FAILED
       ---
       page http://localhost:3000
       > GET http://localhost:8000/logo.svg
       < 200 from-cache
       Cache-Control: max-age=600
       ! net::ERR_FAILED`,
    ],
  },
});

function whoFilledIt(fill: CacheFill, context: RuleContext): Prose {
  const age = secondsBetween(fill.at, context.hop.startedAt);
  const sent = fill.origin === null ? prose`without an ${code('Origin')}` : prose`from ${code(fill.origin)}`;
  return prose`Request ${code(fill.traceId)}, ${sent}, left it there ${age} earlier.`;
}
