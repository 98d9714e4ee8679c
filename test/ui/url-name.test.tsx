// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, test } from 'vitest';
import { UrlName } from '../../src/ui/url-name.tsx';

afterEach(() => render(null, document.body));

test.each([
  ['http://localhost:8000', ['/']],
  ['http://localhost:8000/api/items', ['/api/items']],
  ['http://localhost:8000/api/items?page=2', ['/api/items', '?page=2']],
  ['http://localhost:8000/customers/by-region/europe/items', ['/customers/by-region/europe', '/items']],
  ['http://localhost:8000/customers/by-region/europe/', ['/customers/by-region', '/europe/']],
  ['http://localhost:8000/files/0123456789abcdef0123456789', ['/files/01234567', '89abcdef0123456789']],
])('%s is shown as %o, whole and in order', (url, parts) => {
  render(<UrlName url={url} />, document.body);
  const name = document.querySelector('.url-name');
  expect([...(name?.children ?? [])].map((part) => part.textContent)).toEqual(parts);
  expect(name?.getAttribute('title')).toBe(url);
});
