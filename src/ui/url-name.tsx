/** How much of the end of a path stays visible when it is cut. */
const TAIL_LENGTH = 14;

/**
 * A URL without its origin, on one line. When space is short the query gives way first, then the middle of the path;
 * the whole URL is in the title.
 */
export function UrlName({ url }: { readonly url: string }) {
  const { path, query } = partsOf(url);
  const cut = path.length > TAIL_LENGTH * 2 ? path.length - TAIL_LENGTH : path.length;
  return (
    <span class="url-name" title={url}>
      <span class="url-path">{path.slice(0, cut)}</span>
      {cut < path.length && <span class="url-path-end">{path.slice(cut)}</span>}
      {query !== '' && <span class="url-query">{query}</span>}
    </span>
  );
}

function partsOf(url: string): { readonly path: string; readonly query: string } {
  const [, path = '', query = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^?#]*)(.*)$/is.exec(url) ?? [];
  return { path: path === '' ? '/' : path, query };
}
