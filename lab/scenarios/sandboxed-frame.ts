import type { Scenario } from '../scenario.ts';

export const sandboxedFrame: Scenario = {
  id: 'sandboxed-frame',
  cause: 'opaque',
  title: 'A sandboxed frame',
  shows: 'Its origin is null, and the server allows the page around it.',
  expect: { verdict: 'blocked', rule: 'opaque-origin-mismatch', chromium: 'AllowOriginMismatch' },
  serve({ api, origins }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', origins.page);
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, seeSandboxed }) => seeSandboxed(`${api}/items`),
};
