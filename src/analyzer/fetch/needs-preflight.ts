import type { HeaderList } from './header-list.ts';
import { isCorsSafelistedMethod } from './methods.ts';
import type { Dialect } from './network-error.ts';
import { corsUnsafeRequestHeaderNames } from './request-headers.ts';

/**
 * Whether a cors-mode request to another origin must ask first, judged by its method (as sent) and the headers that the
 * script set. What scripts can do on top stays invisible here: upload listeners and streaming bodies force a preflight,
 * EventSource and media elements never send one.
 *
 * @see https://fetch.spec.whatwg.org/#concept-main-fetch step 12, the branch that makes a CORS preflight
 */
export function needsPreflight(
  request: { readonly method: string; readonly headers: HeaderList },
  dialect: Dialect,
): boolean {
  return !isCorsSafelistedMethod(request.method) || corsUnsafeRequestHeaderNames(request.headers, dialect).length > 0;
}
