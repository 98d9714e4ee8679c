import { expect, test } from 'vitest';
import { urlParts } from '../../src/panel/url-parts.ts';

test.each([
  ['http://localhost:8000', ['/', '', '']],
  ['http://localhost:8000/api/items', ['/api/items', '', '']],
  ['http://localhost:8000/api/items?page=2', ['/api/items', '', '?page=2']],
  ['http://localhost:8000/customers/by-region/europe/items', ['/customers/by-region/europe', '/items', '']],
  ['http://localhost:8000/customers/by-region/europe/', ['/customers/by-region', '/europe/', '']],
  ['http://localhost:8000/files/0123456789abcdef0123456789', ['/files/01234567', '89abcdef0123456789', '']],
])('%s is shown as %o, whole and in order', (url, parts) => {
  const { path, end, query } = urlParts(url);
  expect([path, end, query]).toEqual(parts);
});
