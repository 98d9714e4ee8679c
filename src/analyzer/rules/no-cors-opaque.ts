import { knownValue } from '../fetch/known.ts';
import { MAIN_FETCH } from '../fetch/spec.ts';
import { requestHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { type Change, defineRule } from './rule.ts';

export const noCorsOpaque = defineRule({
  id: 'no-cors-opaque',
  title: 'The request was sent as no-cors',
  short: 'no-cors, unreadable',
  effect: 'informs',
  refines: ['opaque'],
  spec: [MAIN_FETCH.step('12')],
  browserNames: { chromium: [], firefox: [] },
  match: (context) => {
    if (context.trace.type !== 'xmlhttprequest') return undefined;
    if (knownValue(context.judgement.mode) !== 'no-cors') return undefined;
    return { evidence: [requestHeader(context, 'Sec-Fetch-Mode')] };
  },
  explain: (_match, { serverOrigin }) => ({
    headline: prose`The page sent this with ${code("mode: 'no-cors'")}, so JavaScript can never read the response of ${code(serverOrigin)}`,
    explanation: prose`The page sees status 0 and an empty body, whatever the server answers. Without ${code("mode: 'no-cors'")} the server's CORS headers decide.`,
  }),
  fix: (_match, { serializedOrigin }) => {
    const mode: Change = { kind: 'request-mode-cors' };
    return serializedOrigin === 'null' ? [mode] : [mode, { kind: 'allow-origin', origin: serializedOrigin }];
  },
  examples: {
    failing: [
      `page http://localhost:3000
       mode no-cors
       > GET http://localhost:8000/api/items
       < 200
       ! completed`,
    ],
    passing: [
      `page http://localhost:3000
       mode no-cors
       type image
       > GET http://localhost:8000/logo.png
       < 200
       ! completed`,
    ],
  },
});
