import { beforeEach, expect, test, vi } from 'vitest';
import { accessTo } from '../../src/platform/access.ts';

let granted: readonly string[] = [];
vi.mock('../../src/platform/browser.ts', () => ({
  browser: {
    permissions: {
      contains: async ({ origins }: { origins: string[] }) => origins.every((origin) => granted.includes(origin)),
    },
  },
}));

beforeEach(() => {
  granted = [];
});

test.each([
  ['granted', ['<all_urls>'], 'http://localhost:3000/'],
  ['granted', ['<all_urls>'], 'file:///home/me/page.html'],
  ['granted', ['https://app.example/*'], 'https://app.example/a'],
  ['withheld', ['https://app.example/*'], 'https://other.example/a'],
  ['withheld', [], 'http://localhost:3000/'],
  ['withheld', [], undefined],
  ['internal', ['<all_urls>'], undefined],
  ['internal', ['<all_urls>'], 'chrome://settings/'],
  ['internal', ['<all_urls>'], 'about:addons'],
  ['internal', ['<all_urls>'], 'chrome-extension://abc/popup.html'],
  ['internal', ['<all_urls>'], 'https://chromewebstore.google.com/detail/x'],
  ['internal', ['<all_urls>'], 'https://addons.mozilla.org/firefox/'],
  ['internal', [], 'chrome://settings/'],
])('access is %s with %j to %s', async (expected, origins, url) => {
  granted = origins;
  expect(await accessTo(url)).toBe(expected);
});
