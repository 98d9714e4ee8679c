import { getHeader, hasHeader, headerLines } from '../fetch/header-list.ts';
import { parseUrl } from '../fetch/origin.ts';
import { includesCredentials } from './changes.ts';
import { requestHeader, responseHeader, statusEvidence, statusOf } from './evidence.ts';
import { isLoopbackHost } from './origin-parts.ts';
import { code, type Prose, prose } from './prose.ts';
import { type Change, defineRule, type RuleContext } from './rule.ts';
import { answerOf } from './wording.ts';

export const cookieUnsent = defineRule({
  id: 'cookie-unsent',
  title: 'CORS passes, and no cookie was sent',
  short: 'cookie not sent',
  effect: 'risks',
  refines: ['response'],
  spec: [],
  browserNames: { chromium: [], firefox: [] },
  match: (context) => {
    const { judgement, exchange } = context;
    if (judgement.verdict !== 'allowed' || !judgement.usesCors || !includesCredentials(context)) return undefined;
    const sent = exchange.requestHeaders;
    if (!sent || hasHeader(sent, 'cookie') || context.trace.secretsLeftOut) return undefined;
    const site = getHeader(sent, 'sec-fetch-site');
    const unauthenticated = statusOf(context) === 401 || statusOf(context) === 403;
    if (!unauthenticated && !(site === 'cross-site' && setsUnusableCookie(context))) return undefined;
    return {
      site,
      unauthenticated,
      evidence: [
        requestHeader(context, 'Cookie'),
        requestHeader(context, 'Sec-Fetch-Site'),
        ...(isThirdPartyBlocked(context) ? [requestHeader(context, 'Sec-Fetch-Storage-Access')] : []),
        ...statusEvidence(context),
        ...(exchange.response && hasHeader(exchange.response.headers, 'set-cookie')
          ? [responseHeader(context, 'Set-Cookie')]
          : []),
      ],
    };
  },
  explain: ({ site, unauthenticated }, context) => ({
    headline: unauthenticated
      ? prose`The request includes credentials, the browser sent no cookie, and ${code(context.serverOrigin)} answered ${code(String(statusOf(context)))}`
      : prose`${code(context.serverOrigin)} sets a cookie with ${answerOf(context)} that the browser will not send from ${code(context.serializedOrigin)}`,
    explanation: site === 'same-site' || site === 'same-origin' ? withinSite() : acrossSites(site, context),
  }),
  fix: (_match, context) => sameHost(context),
  examples: {
    failing: [
      `page http://localhost:3000
       credentials include
       > GET http://127.0.0.1:8000/api/me
       < 401
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Credentials: true
       Vary: Origin
       ! completed`,
      `page https://app.example
       credentials include
       > GET https://api.test/login
       < 200
       Access-Control-Allow-Origin: https://app.example
       Access-Control-Allow-Credentials: true
       Vary: Origin
       Set-Cookie: session=‹redacted›; Path=/; SameSite=Lax
       ! completed`,
    ],
    passing: [
      `page http://localhost:3000
       credentials include
       > GET http://localhost:8000/api/me
       Cookie: ‹redacted›
       < 401
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Credentials: true
       Vary: Origin
       ! completed`,
      `page https://app.example
       credentials include
       > GET https://api.test/login
       < 200
       Access-Control-Allow-Origin: https://app.example
       Access-Control-Allow-Credentials: true
       Vary: Origin
       Set-Cookie: session=‹redacted›; SameSite=None; Secure
       ! completed`,
    ],
  },
});

/** A cookie whose attributes are visible and keep it from going along across sites. */
function setsUnusableCookie({ exchange }: RuleContext): boolean {
  return headerLines(exchange.response?.headers ?? [], 'set-cookie')
    .filter((line) => line.includes(';'))
    .some((line) => !/;\s*samesite=none/i.test(line) || !/;\s*secure/i.test(line));
}

function acrossSites(site: string | null, context: RuleContext): Prose {
  if (isThirdPartyBlocked(context)) {
    return prose`Page and server are different sites, and the browser keeps third-party cookies from this request, whatever their attributes are: ${code('Sec-Fetch-Storage-Access: none')} says so. A server under the page's own site gets them.`;
  }
  const where =
    site === null ? 'If page and server are on different sites' : 'Page and server are on different sites, and then';
  const condition = prose`${where}${site === null ? ',' : ''} a cookie goes along only when it was set with ${code('SameSite=None; Secure')} and the browser allows third-party cookies.`;
  return sameHost(context).length === 0
    ? condition
    : prose`${condition} Both names mean this machine, so requesting the server under the page's own host name makes it the same site.`;
}

/** Chromium and Firefox say `none` where the page has no access to third-party cookies. */
function isThirdPartyBlocked({ exchange }: RuleContext): boolean {
  return getHeader(exchange.requestHeaders ?? [], 'sec-fetch-storage-access') === 'none';
}

function withinSite(): Prose {
  return prose`CORS passed, so a cookie that the browser has for this server would have gone along. Either none was set for this host, path and scheme, or it has expired.`;
}

/** `localhost` and `127.0.0.1` are different sites: one name for both is enough. */
function sameHost({ hop, serializedOrigin }: RuleContext): readonly Change[] {
  if (serializedOrigin === 'null') return [];
  const page = parseUrl(serializedOrigin);
  const target = parseUrl(hop.url);
  if (!page || !target) return [];
  const bothLocal = isLoopbackHost(page.hostname) && isLoopbackHost(target.hostname);
  if (!bothLocal || page.hostname === target.hostname) return [];
  const port = target.port === '' ? '' : `:${target.port}`;
  const to = `${target.protocol}//${page.hostname}${port}${target.pathname}${target.search}`;
  return [{ kind: 'request-url', from: hop.url, to }];
}
