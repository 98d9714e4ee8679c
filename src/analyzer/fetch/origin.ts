/** Schemes whose URLs have an origin of scheme, host and port. */
const TUPLE_SCHEMES = new Set(['http:', 'https:', 'ws:', 'wss:', 'ftp:']);
/** Origins of these pages are scheme and host; the URL parser calls them opaque in some engines and not in others. */
const EXTENSION_SCHEMES = new Set(['chrome-extension:', 'moz-extension:']);

/**
 * ASCII serialisation of a URL's origin, `"null"` when it is opaque or the URL does not parse. Also takes a serialised
 * origin, which it gives back unchanged.
 *
 * @see https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
 */
export function serializedOriginOf(url: string): string {
  return originMemo(url);
}

const originMemo = rememberedByAuthority((url) => {
  const parsed = parseUrl(url);
  if (parsed === null) return 'null';
  if (parsed.protocol === 'blob:') {
    const inner = parseUrl(parsed.pathname);
    return inner && TUPLE_SCHEMES.has(inner.protocol) ? inner.origin : 'null';
  }
  if (EXTENSION_SCHEMES.has(parsed.protocol)) return parsed.host === '' ? 'null' : `${parsed.protocol}//${parsed.host}`;
  return TUPLE_SCHEMES.has(parsed.protocol) ? parsed.origin : 'null';
});

/**
 * Whether two URLs or serialised origins are same origin. Opaque origins are same origin with nothing here, since their
 * serialisation does not tell them apart.
 *
 * @see https://html.spec.whatwg.org/multipage/browsers.html#same-origin
 */
export function isSameOrigin(urlOrOriginA: string, urlOrOriginB: string): boolean {
  const a = serializedOriginOf(urlOrOriginA);
  return a !== 'null' && a === serializedOriginOf(urlOrOriginB);
}

/**
 * Whether the browser treats the URL as delivered safely; it sends `Sec-Fetch-*` headers only there.
 *
 * @see https://w3c.github.io/webappsec-secure-contexts/#potentially-trustworthy-url
 */
export function isPotentiallyTrustworthy(url: string): boolean {
  return trustMemo(url);
}

const trustMemo = rememberedByAuthority((url): boolean => {
  const parsed = parseUrl(url);
  if (parsed === null) return false;
  const { protocol, hostname } = parsed;
  if (protocol === 'https:' || protocol === 'wss:' || protocol === 'file:' || protocol === 'data:') return true;
  if (EXTENSION_SCHEMES.has(protocol)) return true;
  if (protocol === 'about:') return parsed.pathname === 'blank' || parsed.pathname === 'srcdoc';
  if (protocol === 'blob:') return isPotentiallyTrustworthy(parsed.pathname);
  return isLoopbackAddress(hostname) || isLocalhostName(hostname);
});

/**
 * Whether two origins are schemefully same-site. `undefined` where only the public suffix list could tell, which is not
 * part of this code: `a.co.uk` against `b.co.uk`, for instance. Exact for equal hosts, IP addresses, names below
 * `localhost` and names that part ways within their last two labels.
 *
 * @see https://html.spec.whatwg.org/multipage/browsers.html#schemelessly-same-site
 */
export function isSchemefullySameSite(originA: string, originB: string): boolean | undefined {
  const a = parseUrl(serializedOriginOf(originA));
  const b = parseUrl(serializedOriginOf(originB));
  if (a === null || b === null) return false;
  if (a.protocol !== b.protocol) return false;
  if (a.hostname === b.hostname) return true;
  if (isIpAddress(a.hostname) || isIpAddress(b.hostname)) return false;
  const left = a.hostname.split('.').reverse();
  const right = b.hostname.split('.').reverse();
  // A registrable domain has two labels at least; a name of one label has none to share.
  if (left[0] !== right[0] || left[1] !== right[1]) return false;
  // Nothing below localhost is on the list, so two labels are the registrable domain.
  return left[0] === 'localhost' ? true : undefined;
}

/** More authorities than a page talks to; the memory is emptied beyond it. */
const MOST_AUTHORITIES = 500;

/**
 * Answers a question about URLs to which nothing after the authority matters, and for `http:` and `https:` asks once for
 * each authority: the same few servers are asked about for every request, and parsing is what costs.
 */
function rememberedByAuthority<T>(answer: (url: string) => T): (url: string) => T {
  const known = new Map<string, T>();
  return (url) => {
    const start = /^https?:\/\/[^/?#\\]+/.exec(url)?.[0];
    if (start === undefined) return answer(url);
    // With the slash, blanks at the end stay inside, as they are in the whole URL.
    const asked = start.length < url.length ? `${start}/` : start;
    const before = known.get(asked);
    if (before !== undefined) return before;
    if (known.size >= MOST_AUTHORITIES) known.clear();
    const now = answer(asked);
    known.set(asked, now);
    return now;
  };
}

/** `null` when it does not parse: texts from the wire may hold anything. */
export function parseUrl(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

function labelsFromTheRight(hostname: string): readonly string[] {
  const name = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  return name.split('.').reverse();
}

function isLocalhostName(hostname: string): boolean {
  return labelsFromTheRight(hostname)[0] === 'localhost';
}

function isLoopbackAddress(hostname: string): boolean {
  return hostname === '[::1]' || (isIpv4Address(hostname) && hostname.startsWith('127.'));
}

function isIpAddress(hostname: string): boolean {
  return hostname.startsWith('[') || isIpv4Address(hostname);
}

/** The URL parser has normalised every IPv4 spelling to four decimal numbers and refused other names that end in one. */
function isIpv4Address(hostname: string): boolean {
  const last = labelsFromTheRight(hostname)[0] ?? '';
  return last !== '' && Array.from(last).every((char) => char >= '0' && char <= '9');
}
