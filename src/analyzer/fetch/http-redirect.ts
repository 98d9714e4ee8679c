import { type CheckResult, checkResult } from './check-result.ts';
import { dialectRules } from './dialect.ts';
import { getHeader, type HeaderList } from './header-list.ts';
import type { JudgedResponse } from './main-fetch-input.ts';
import type { Dialect } from './network-error.ts';
import { isSameOrigin } from './origin.ts';
import { isCorsNonWildcardRequestHeaderName } from './request-headers.ts';
import { HTTP_REDIRECT_FETCH } from './spec.ts';

/** @see https://fetch.spec.whatwg.org/#redirect-status */
export function isRedirectStatus(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** The `Location` value of a response that the browser would follow, as the server wrote it; `null` for any other. */
export function redirectLocation({ status, headers }: JudgedResponse): string | null {
  return isRedirectStatus(status) ? getHeader(headers, 'location') : null;
}

/**
 * Absolute URL of a `Location` value; `null` when it does not parse.
 *
 * @see https://fetch.spec.whatwg.org/#concept-response-location-url
 */
export function locationUrl(location: string, currentUrl: string): string | null {
  return URL.canParse(location, currentUrl) ? new URL(location, currentUrl).href : null;
}

/** Whether a `Location` value has a user name or a password in it. */
export function hasUserinfo(location: string): boolean {
  // A relative one cannot, unless it begins with the host; any base tells.
  const target = locationUrl(location, 'http://localhost/');
  if (target === null) return false;
  const { username, password } = new URL(target);
  return username !== '' || password !== '';
}

/** What the redirect rules read of a request that is being redirected. */
export interface RedirectedRequest {
  readonly initiatorOrigin: string;
  readonly currentUrl: string;
  /** The CORS check applies to the current URL ("response tainting" is `cors`). */
  readonly corsFlag: boolean;
  readonly tainted: boolean;
}

/**
 * Whether the redirect leads to a URL with user name or password where that is refused. No result when the target does
 * not parse: the redirect then fails for another reason.
 *
 * @see https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
 */
export function redirectUserinfoCheck(location: string, request: RedirectedRequest): readonly CheckResult[] {
  // 3.–5. The target; nothing to say when it is no URL.
  const target = locationUrl(location, request.currentUrl);
  if (target === null) return [];
  // 9. In mode cors, to another origin than the initiator's; a tainted origin equals none.
  const leavesInitiator = request.tainted || !isSameOrigin(request.initiatorOrigin, target);
  // 10. From another origin, wherever it leads.
  const refused = hasUserinfo(target) && (leavesInitiator || request.corsFlag);
  const step = HTTP_REDIRECT_FETCH.step(hasUserinfo(target) && !leavesInitiator ? '10' : '9');
  return [
    checkResult('redirect-without-userinfo', step, refused ? { kind: 'redirect-with-userinfo', location } : undefined),
  ];
}

/**
 * Whether following the redirect makes the origin serialise as `"null"` from then on: the request had left the
 * initiator's origin and now leaves the next one too.
 *
 * @see https://fetch.spec.whatwg.org/#concept-request-tainted-origin
 */
export function redirectTaintsOrigin(initiatorOrigin: string, currentUrl: string, nextUrl: string): boolean {
  return !isSameOrigin(currentUrl, nextUrl) && !isSameOrigin(initiatorOrigin, currentUrl);
}

/** A request as a redirect finds or leaves it. `headers` are those that a script set. */
export interface RedirectableRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderList;
}

/** @see https://fetch.spec.whatwg.org/#request-body-header-name */
const BODY_HEADERS: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
]);

/**
 * The request that follows a redirect.
 *
 * @see https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
 */
export function requestAfterRedirect(
  request: RedirectableRequest,
  status: number,
  nextUrl: string,
): RedirectableRequest {
  // 12. POST becomes GET on 301 and 302, anything but GET and HEAD does on 303; the body goes, and its headers with it.
  const losesBody =
    ((status === 301 || status === 302) && request.method === 'POST') ||
    (status === 303 && request.method !== 'GET' && request.method !== 'HEAD');
  // 13. Authorization does not cross origins.
  const crossesOrigin = !isSameOrigin(request.url, nextUrl);
  const headers = request.headers.filter(([name]) => {
    if (losesBody && BODY_HEADERS.has(name.toLowerCase())) return false;
    return !(crossesOrigin && isCorsNonWildcardRequestHeaderName(name));
  });
  return { url: nextUrl, method: losesBody ? 'GET' : request.method, headers };
}

/**
 * The headers that decide whether the request after a redirect needs a preflight, which need not be those it carries.
 */
export function headersJudgedAfterRedirect(
  before: RedirectableRequest,
  after: RedirectableRequest,
  dialect: Dialect,
): HeaderList {
  // DEVIATION(firefox): headers that the redirect removed are still asked for.
  return dialectRules(dialect).redirectShrinksPreflight ? after.headers : before.headers;
}
