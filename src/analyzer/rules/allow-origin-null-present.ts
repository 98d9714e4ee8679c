import { answerHeader, responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN } from './wording.ts';

export const allowOriginNullPresent = defineRule({
  id: 'allow-origin-null-present',
  title: 'The origin null is allowed',
  short: 'null is allowed',
  effect: 'risks',
  refines: ['response'],
  spec: [],
  browserNames: { chromium: [], firefox: [] },
  match: (context) => {
    if (answerHeader(context, 'access-control-allow-origin') !== 'null') return undefined;
    return {
      credentials: answerHeader(context, 'access-control-allow-credentials') === 'true',
      evidence: [
        responseHeader(context, 'Access-Control-Allow-Origin'),
        responseHeader(context, 'Access-Control-Allow-Credentials'),
      ],
    };
  },
  explain: ({ credentials }, { serverOrigin }) => ({
    headline: prose`${code(serverOrigin)} allows the origin ${code('null')}, which any site can take on`,
    explanation: prose`A sandboxed frame has the origin ${code('null')}, and every page can open one. ${
      credentials
        ? prose`With ${code('Access-Control-Allow-Credentials: true')} such a frame reads this response with the user's cookies.`
        : prose`${ALLOW_ORIGIN} ${code('*')} allows the same pages and says so.`
    }`,
  }),
  fix: (_match, { serializedOrigin }) =>
    serializedOrigin === 'null'
      ? [{ kind: 'give-page-an-origin' }]
      : [{ kind: 'allow-origin', origin: serializedOrigin }],
  examples: {
    failing: [
      `page null
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: null
       ! completed`,
    ],
    passing: [
      `page null
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: *
       ! completed`,
    ],
  },
});
