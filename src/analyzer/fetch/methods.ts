const NORMALIZED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);
const SAFELISTED = new Set(['GET', 'HEAD', 'POST']);
const FORBIDDEN = new Set(['CONNECT', 'TRACE', 'TRACK']);

/**
 * The method as the browser sends it: six well-known ones are upper-cased, any other keeps its bytes, so `patch` goes out
 * as `patch` and is not `PATCH`.
 *
 * @see https://fetch.spec.whatwg.org/#concept-method-normalize
 */
export function normalizeMethod(method: string): string {
  const upper = method.toUpperCase();
  return NORMALIZED.has(upper) ? upper : method;
}

/**
 * Byte-exact: expects a method as sent.
 *
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-method
 */
export function isCorsSafelistedMethod(method: string): boolean {
  return SAFELISTED.has(method);
}

/**
 * Methods that scripts cannot use at all, whatever their case.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-method
 */
export function isForbiddenMethod(method: string): boolean {
  return FORBIDDEN.has(method.toUpperCase());
}
