import { isCorsSafelistedRequestHeader, isSafelistedHint } from './cors-safelist.ts';
import { dialectRules } from './dialect.ts';
import { type Header, type HeaderList, trimHttpWhitespace } from './header-list.ts';
import { isForbiddenMethod } from './methods.ts';
import type { Dialect } from './network-error.ts';

const FORBIDDEN_NAMES: ReadonlySet<string> = new Set([
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);

const METHOD_OVERRIDES: ReadonlySet<string> = new Set(['x-http-method', 'x-http-method-override', 'x-method-override']);

/**
 * Whether scripts cannot set the header: browsers drop it silently, so it never needs a preflight.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-request-header
 */
export function isForbiddenRequestHeader(name: string, value: string, dialect: Dialect): boolean {
  // 1. Names that belong to the browser.
  const lower = name.toLowerCase();
  if (FORBIDDEN_NAMES.has(lower)) return true;
  // DEVIATION(chromium): User-Agent cannot be changed.
  if (lower === 'user-agent') return !dialectRules(dialect).scriptsSetUserAgent;
  // 2. Reserved prefixes.
  if (lower.startsWith('proxy-') || lower.startsWith('sec-')) return true;
  // 3. A forbidden method in disguise.
  if (!METHOD_OVERRIDES.has(lower)) return false;
  return value.split(',').some((method) => isForbiddenMethod(trimHttpWhitespace(method)));
}

/**
 * Names that `Access-Control-Allow-Headers: *` does not cover.
 *
 * @see https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
 */
export function isCorsNonWildcardRequestHeaderName(name: string): boolean {
  return name.toLowerCase() === 'authorization';
}

/**
 * Names that a preflight must ask for: lower-case, sorted, without repeats. `headers` are those that a script set; names
 * that the browser would have dropped are left out.
 *
 * @see https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
 */
export function corsUnsafeRequestHeaderNames(headers: HeaderList, dialect: Dialect): string[] {
  // 1.–3. Two lists and a sum.
  const unsafe: string[] = [];
  const potentiallyUnsafe: string[] = [];
  let valueSize = 0;
  // 4. Sort every header into one of them.
  for (const [name, value] of headers) {
    if (isForbiddenRequestHeader(name, value, dialect)) continue;
    if (isCorsSafelistedRequestHeader(name, value, dialect)) {
      potentiallyUnsafe.push(name);
      valueSize += value.length;
    } else unsafe.push(name);
  }
  // 5. Too much in total: nothing is safe any more.
  // DEVIATION(firefox): there is no such limit.
  if (valueSize > dialectRules(dialect).safelistedValuesLimit) unsafe.push(...potentiallyUnsafe);
  // 6. A sorted set in lower case.
  return [...new Set(unsafe.map((name) => name.toLowerCase()))].sort();
}

/** Browser-made whatever their value: nobody sets these through `fetch()`. */
const BROWSER_NAMES: ReadonlySet<string> = new Set([
  'alt-used',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'last-event-id',
  'ping-from',
  'ping-to',
  'purpose',
  'service-worker',
  'service-worker-navigation-preload',
  'upgrade-insecure-requests',
  'x-client-data',
  'x-moz',
]);

const BROWSER_ACCEPT_STARTS = [
  'image/avif,',
  'image/webp,',
  'image/png,',
  'text/html,application/xhtml+xml',
  'text/css,*/*',
];

/**
 * What a script may have set, out of the headers that went over the wire. Where the browser and a script could have
 * written the same line, the browser is taken to have: a header listed here is never the browser's own, at the price of
 * some that scripts did set (`If-None-Match`, `Cache-Control: max-age=0`). When there was a preflight, its
 * `Access-Control-Request-Headers` is the better source.
 */
export function authorRequestHeaders(wireHeaders: HeaderList): HeaderList {
  const bypassesCache = bypassesCacheLikeTheBrowser(wireHeaders) || isEventStream(wireHeaders);
  return wireHeaders.filter((header) => !isBrowserHeader(header, bypassesCache));
}

function isBrowserHeader([name, value]: Header, bypassesCache: boolean): boolean {
  const lower = name.toLowerCase();
  if (BROWSER_NAMES.has(lower) || isForbiddenRequestHeader(lower, value, 'standard')) return true;
  if (lower.startsWith('attribution-reporting-') || isBrowserHint(lower, value)) return true;
  switch (lower) {
    case 'user-agent':
      return value.startsWith('Mozilla/5.0 (');
    case 'accept':
      return (
        value === '*/*' ||
        value === 'text/event-stream' ||
        BROWSER_ACCEPT_STARTS.some((start) => value.startsWith(start))
      );
    case 'accept-language':
      return isCorsSafelistedRequestHeader(lower, value.slice(0, 128), 'standard');
    case 'priority':
      return value.startsWith('u=') || value === 'i';
    case 'cache-control':
      return bypassesCache || value === 'max-age=0';
    case 'pragma':
      return bypassesCache;
    default:
      return false;
  }
}

/** Chromium adds client hints where a server asked for them, `Intervention` only with a report to make. */
function isBrowserHint(lower: string, value: string): boolean {
  return lower !== 'intervention' && isSafelistedHint(lower, value);
}

/** An EventSource asks for fresh events, and never for permission. */
function isEventStream(headers: HeaderList): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'accept' && value === 'text/event-stream');
}

/**
 * Whether every cache is passed by, that of preflights included: reloading and `cache: 'no-store'` add this very pair of
 * headers; a script that means it usually sets only one of the two.
 */
export function bypassesCacheLikeTheBrowser(headers: HeaderList): boolean {
  const has = (wanted: string) =>
    headers.some(([name, value]) => name.toLowerCase() === wanted && value === 'no-cache');
  return has('pragma') && has('cache-control');
}
