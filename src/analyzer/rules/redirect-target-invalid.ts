import { HTTP_REDIRECT_FETCH } from '../fetch/spec.ts';
import { answerHeader, netErrorEvidence, responseHeader } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule, type RuleContext } from './rule.ts';

export const redirectTargetInvalid = defineRule({
  id: 'redirect-target-invalid',
  title: 'The redirect leads nowhere that a browser follows',
  short: 'redirect not followed',
  effect: 'blocks',
  refines: ['net:unsafe-redirect', 'net:too-many-redirects'],
  spec: [HTTP_REDIRECT_FETCH.step('5'), HTTP_REDIRECT_FETCH.step('6')],
  browserNames: { chromium: [], firefox: ['CORSDidNotSucceed'] },
  match: (context) => ({
    location: answerHeader(context, 'location'),
    evidence: [...netErrorEvidence(context), responseHeader(context, 'Location')],
  }),
  explain: ({ location }, context) => ({
    headline: headline(location, context),
    explanation:
      context.netError === 'too-many-redirects'
        ? prose`Browsers follow 20 redirects at most. Two rules that undo each other, such as adding and removing a slash, look like this.`
        : prose`Redirects lead to ${code('http:')} and ${code('https:')} URLs and to nothing else.`,
  }),
  fix: () => [],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 302
       Location: data:text/plain,items
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_UNSAFE_REDIRECT`,
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 302
       Location: /api/items
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_TOO_MANY_REDIRECTS`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 302
       Location: /api/items/
       ! net::ERR_FAILED`,
    ],
  },
});

function headline(location: string | null, context: RuleContext): Prose {
  const server = code(context.serverOrigin);
  if (context.netError === 'too-many-redirects') return prose`${server} redirects in a circle, and the browser gave up`;
  return location === null
    ? prose`The browser did not follow where ${server} led the request`
    : prose`${server} redirects to ${code(location)}, where browsers do not follow`;
}
