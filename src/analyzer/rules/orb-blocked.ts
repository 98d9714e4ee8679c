import { answerHeader, netErrorEvidence, responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';

export const orbBlocked = defineRule({
  id: 'orb-blocked',
  title: 'The response is not of a kind that the page may embed',
  short: 'wrong kind of response',
  effect: 'blocks',
  refines: ['net:blocked-by-orb'],
  spec: [],
  browserNames: { chromium: [], firefox: [] },
  match: (context) => ({
    type: answerHeader(context, 'Content-Type'),
    evidence: [...netErrorEvidence(context), responseHeader(context, 'Content-Type')],
  }),
  explain: ({ type }, { serverOrigin }) => ({
    headline: prose`The browser kept a response of ${code(serverOrigin)} from the page because its content is not what the element can embed`,
    explanation: prose`This is a check of the response's type (Opaque Response Blocking, or ${code('nosniff')}), not CORS. ${
      type === null
        ? prose`The response names no ${code('Content-Type')}, and its content is no image, script, style sheet or media file.`
        : prose`The response is ${code(type)}; an error page or JSON in place of an image or a script looks like this.`
    }`,
  }),
  fix: () => [],
  examples: {
    failing: [
      `page https://app.example
       type script
       mode no-cors
       > GET https://api.test/widget
       < 200
       Content-Type: application/json
       X-Content-Type-Options: nosniff
       ! net::ERR_BLOCKED_BY_ORB`,
      `browser firefox
       page https://app.example
       type script
       mode no-cors
       > GET https://api.test/widget
       < 200
       Content-Type: application/json
       X-Content-Type-Options: nosniff
       ! NS_ERROR_CORRUPTED_CONTENT`,
    ],
    passing: [
      `page https://app.example
       type script
       mode no-cors
       > GET https://api.test/widget.js
       < 200
       Content-Type: text/javascript
       ! completed`,
    ],
  },
});
