/** An origin that a server can be told to allow, or why there is none. */
export type AllowableOrigin = { readonly origin: string } | { readonly unusable: UnusableOrigin };

/**
 * `opaque`: "null", which every sandboxed frame of every site sends. `scheme`: neither http nor https. `unparsable`: not
 * a URL. `characters`: something in it that no host name or port is made of.
 */
type UnusableOrigin = 'opaque' | 'scheme' | 'unparsable' | 'characters';

/** Everything that a serialised http(s) origin can consist of; the underscore occurs in container host names. */
const SERIALISED_ORIGIN = /^https?:\/\/(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::[0-9]{1,5})?$/;

/** More is no host name (253 characters at most) with a scheme and a port. */
const LONGEST_ORIGIN = 270;

/**
 * The origin as browsers send it: scheme and host in lower case, host in ASCII, no default port, no path. Origins come
 * from pages, so whatever does not look like one afterwards is refused instead of being escaped.
 */
export function normaliseOrigin(value: string): AllowableOrigin {
  const known = memo.get(value);
  if (known) return known;
  if (memo.size >= MOST_REMEMBERED) memo.clear();
  const allowable = normalised(value);
  memo.set(value, allowable);
  return allowable;
}

/** More origins than a page meets; the memory is emptied beyond it. */
const MOST_REMEMBERED = 500;
const memo = new Map<string, AllowableOrigin>();

function normalised(value: string): AllowableOrigin {
  if (value === 'null') return { unusable: 'opaque' };
  if (value.length > LONGEST_ORIGIN) return { unusable: 'characters' };
  if (!URL.canParse(value)) return { unusable: 'unparsable' };
  const url = new URL(value);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { unusable: 'scheme' };
  return SERIALISED_ORIGIN.test(url.origin) ? { origin: url.origin } : { unusable: 'characters' };
}

/** A page on this machine: for development only. */
export function isLoopbackOrigin(origin: string): boolean {
  const { hostname } = new URL(origin);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
