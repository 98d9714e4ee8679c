import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const middlewareRefusedPreflight: Scenario = {
  id: 'middleware-refused-preflight',
  cause: 'missing',
  title: 'The middleware refuses this origin in the preflight',
  shows: 'The preflight gets its 204 and all lists, but no allowed origin.',
  expect: { verdict: 'blocked', rule: 'middleware-origin-refused', chromium: 'PreflightMissingAllowOriginHeader' },
  serve({ api }) {
    api.use(cors({ origin: ['https://shop.example', 'https://admin.shop.example'] }));
    api.put('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT' })),
};
