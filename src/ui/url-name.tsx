/** A path shorter than this is not cut in the middle. */
const SHORT = 24;
/** How much of the end stays visible: the last segment of the path when it is not longer than this, else this much of it. */
const LONGEST_END = 18;

interface Props {
  readonly url: string;
  /** What it is where it stands. */
  readonly role?: 'gridcell';
  /** Its class there. */
  readonly place?: string;
}

/**
 * A URL without its origin, on one line. When space is short the query gives way first, then the middle of the path;
 * the whole URL is in the title.
 */
export function UrlName({ url, role, place = '' }: Props) {
  const { path, query } = partsOf(url);
  const cut = path.length > SHORT ? endOf(path) : path.length;
  const isCut = cut < path.length;
  return (
    <span {...(role ? { role } : {})} class={`url-name ${place}`} data-cut={isCut} title={url}>
      <span class="url-path">{path.slice(0, cut)}</span>
      {isCut && <span class="url-path-end">{path.slice(cut)}</span>}
      {query !== '' && <span class="url-query">{query}</span>}
    </span>
  );
}

/** Where the part begins that stays visible. */
function endOf(path: string): number {
  return Math.max(path.lastIndexOf('/', path.length - 2), path.length - LONGEST_END);
}

function partsOf(url: string): { readonly path: string; readonly query: string } {
  const [, path = '', query = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^?#]*)(.*)$/is.exec(url) ?? [];
  return { path: path === '' ? '/' : path, query };
}
