/**
 * Header names for libraries that let every request header through when their list is empty: browsers set this one
 * themselves and let no page do it, so allowing it allows nothing.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-request-header
 */
export const NO_HEADER: readonly string[] = ['origin'];
