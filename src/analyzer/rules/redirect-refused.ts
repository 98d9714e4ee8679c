import { isPotentiallyTrustworthy } from '../fetch/origin.ts';
import { answerHeader, netErrorEvidence, responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule, type RuleContext } from './rule.ts';

export const redirectRefused = defineRule({
  id: 'redirect-refused',
  title: 'The request must not follow this redirect',
  short: 'redirect not wanted',
  effect: 'blocks',
  refines: ['net:aborted', 'net:failed'],
  spec: [],
  browserNames: { chromium: [], firefox: [] },
  match: (context) =>
    context.judgement.blockedBy === 'redirect'
      ? {
          location: answerHeader(context, 'location'),
          redirectMode: context.trace.pageReport?.redirectMode,
          isMixed: leadsOutOfHttps(context),
          evidence: [...netErrorEvidence(context), responseHeader(context, 'Location')],
        }
      : undefined,
  explain: ({ location, redirectMode, isMixed }, { serverOrigin }) => ({
    headline: prose`${code(serverOrigin)} redirects${location === null ? '' : prose` to ${code(location)}`}, and this request must not be redirected${isMixed ? ' there' : ''}`,
    explanation: isMixed
      ? prose`This is mixed content, not CORS: a page that came over ${code('https:')} must not load what comes over ${code('http:')}. A server behind a proxy redirects like this when it does not know that the proxy speaks https.`
      : redirectMode === 'error'
        ? prose`The page made it with ${code("redirect: 'error'")}, as it says itself. This is not CORS: the request either asks for the final address or allows redirects.`
        : prose`The browser was told of the redirect and did not follow it, although redirects were allowed. A request in mode ${code('same-origin')} ends like this when the redirect leaves its origin.`,
  }),
  fix: () => [],
  examples: {
    failing: [
      `page http://localhost:3000
       browser firefox
       redirect error
       credentials same-origin
       > GET http://localhost:8000/api/items
       < 302
       Location: /api/items/
       Access-Control-Allow-Origin: http://localhost:3000
       ! completed`,
    ],
    passing: [
      `page http://localhost:3000
       browser firefox
       redirect manual
       credentials same-origin
       > GET http://localhost:8000/api/items
       < 302
       Location: /api/items/
       Access-Control-Allow-Origin: http://localhost:3000
       ! completed`,
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       ! net::ERR_ABORTED`,
    ],
  },
});

/** Where the page does not say that it wanted no redirects: those end alike. */
function leadsOutOfHttps({ trace, judgement, hop }: RuleContext): boolean {
  const to = hop.redirect?.to ?? '';
  const isFromHttps = judgement.origins[0]?.startsWith('https:') ?? false;
  return (
    trace.pageReport?.redirectMode === 'follow' && isFromHttps && /^http:/.test(to) && !isPotentiallyTrustworthy(to)
  );
}
