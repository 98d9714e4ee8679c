import { locationUrl } from '../fetch/http-redirect.ts';
import { HTTP_REDIRECT_FETCH } from '../fetch/spec.ts';
import { responseHeader, statusEvidence } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { aRedirect } from './wording.ts';

export const redirectUserinfoPresent = defineRule({
  id: 'redirect-userinfo-present',
  title: 'A redirect leads to a URL with user name or password',
  short: 'redirect with userinfo',
  effect: 'blocks',
  refines: ['redirect-with-userinfo'],
  spec: [HTTP_REDIRECT_FETCH.step('9'), HTTP_REDIRECT_FETCH.step('10')],
  browserNames: { chromium: ['RedirectContainsCredentials'], firefox: ['CORSDidNotSucceed'] },
  match: (context) => {
    if (context.reason?.kind !== 'redirect-with-userinfo') return undefined;
    const target = locationUrl(context.reason.location, context.hop.url);
    return {
      location: context.reason.location,
      to: target === null ? undefined : withoutUserinfo(target),
      evidence: [...statusEvidence(context), responseHeader(context, 'Location')],
    };
  },
  explain: ({ location }, context) => ({
    headline: prose`${code(context.serverOrigin)} answers with ${aRedirect(context)} to ${code(location)}, a URL that contains a user name or password`,
    explanation: prose`Browsers follow no such redirect across origins, so that a server cannot make a page use somebody's password. The server has to redirect to the URL without it.`,
  }),
  fix: ({ to }, context) => (to === undefined ? [] : [{ kind: 'request-url', from: context.hop.url, to }]),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 302
       Location: http://‹redacted›@localhost:9000/items
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 302
       Location: http://localhost:8000/items
       Access-Control-Allow-Origin: http://localhost:3000
       > GET http://localhost:8000/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});

function withoutUserinfo(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search}`;
}
