import type { HeaderList } from './header-list.ts';
import type { CredentialsMode } from './network-error.ts';
import { extractTokenList } from './token-list.ts';

/** @see https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name */
const SAFELISTED: ReadonlySet<string> = new Set([
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
]);

/** @see https://fetch.spec.whatwg.org/#forbidden-response-header-name */
const FORBIDDEN: ReadonlySet<string> = new Set(['set-cookie', 'set-cookie2']);

/**
 * Names of this response's headers that a script of another origin can read: lower-case, in wire order, without repeats.
 * An `Access-Control-Expose-Headers` that does not parse counts as absent; it never fails a request.
 *
 * @see https://fetch.spec.whatwg.org/#concept-filtered-response-cors
 */
export function corsExposedHeaderNames(headers: HeaderList, credentialsMode: CredentialsMode): string[] {
  const isExposed = exposure(headers, credentialsMode);
  return presentNames(headers).filter((name) => !FORBIDDEN.has(name) && isExposed(name));
}

/**
 * Names that are in the response but not readable, although `Access-Control-Expose-Headers` could make them so. Cookies
 * are left out (nothing exposes those), and so are the CORS headers themselves, which no script needs.
 */
export function hiddenHeaderNames(headers: HeaderList, credentialsMode: CredentialsMode): string[] {
  const isExposed = exposure(headers, credentialsMode);
  return presentNames(headers).filter(
    (name) => !FORBIDDEN.has(name) && !name.startsWith('access-control-') && !isExposed(name),
  );
}

function exposure(headers: HeaderList, credentialsMode: CredentialsMode): (lowerName: string) => boolean {
  const listed = extractTokenList(headers, 'access-control-expose-headers');
  const names = new Set(Array.isArray(listed) ? listed.map((name) => name.toLowerCase()) : []);
  const all = credentialsMode !== 'include' && names.has('*');
  return (name) => all || SAFELISTED.has(name) || names.has(name);
}

function presentNames(headers: HeaderList): readonly string[] {
  return [...new Set(headers.map(([name]) => name.toLowerCase()))];
}
