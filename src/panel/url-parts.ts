/** A path shorter than this is not cut in the middle. */
const SHORT = 24;
/** How much of the end stays visible: the last segment of the path when it is not longer than this, else this much of it. */
const LONGEST_END = 18;

/** A URL without its origin, for one line. */
export interface UrlParts {
  readonly path: string;
  /** What of the path stays visible when space is short; empty when the path is too short to be cut. */
  readonly end: string;
  /** Gives way first; with its question mark. */
  readonly query: string;
}

export function urlParts(url: string): UrlParts {
  const [, path = '', query = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^?#]*)(.*)$/is.exec(url) ?? [];
  if (path.length <= SHORT) return { path: path === '' ? '/' : path, end: '', query };
  const cut = Math.max(path.lastIndexOf('/', path.length - 2), path.length - LONGEST_END);
  return { path: path.slice(0, cut), end: path.slice(cut), query };
}
