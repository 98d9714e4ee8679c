import { answerHeader, responseHeader, variesByOrigin } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN } from './wording.ts';

export const varyOriginMissing = defineRule({
  id: 'vary-origin-missing',
  title: 'One origin is named, and Vary does not say so',
  short: 'no Vary: Origin',
  effect: 'risks',
  refines: ['response'],
  spec: [],
  browserNames: { chromium: [], firefox: [] },
  match: (context) => {
    const allowed = answerHeader(context, 'access-control-allow-origin');
    if (context.judgement.verdict !== 'allowed' || allowed === null || allowed === 'null') return undefined;
    if (allowed !== context.serializedOrigin || variesByOrigin(context)) return undefined;
    return {
      allowed,
      evidence: [responseHeader(context, 'Access-Control-Allow-Origin'), responseHeader(context, 'Vary')],
    };
  },
  explain: ({ allowed }, { serverOrigin }) => ({
    headline: prose`${code(serverOrigin)} names ${code(allowed)} in ${ALLOW_ORIGIN} without ${code('Vary: Origin')}`,
    explanation: prose`A cache may keep this response and hand it to a page of another origin, where it fails. That looks like a CORS error that comes and goes.`,
  }),
  fix: () => [{ kind: 'vary-origin' }],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Accept-Encoding
       ! completed`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Accept-Encoding, origin
       ! completed`,
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: *
       ! completed`,
    ],
  },
});
