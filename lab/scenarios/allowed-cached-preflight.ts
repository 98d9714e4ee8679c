import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const allowedCachedPreflight: Scenario = {
  id: 'allowed-cached-preflight',
  cause: 'allowed',
  title: 'A preflight that is remembered',
  shows: 'The second PUT needs no preflight of its own: the first answer holds for ten minutes.',
  expect: { verdict: 'allowed', rule: null, chromium: null },
  serve({ api, origins }) {
    api.use(cors({ origin: [origins.page], maxAge: 600 }));
    api.put('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: async ({ api, see }) => {
    await fetch(`${api}/items`, { method: 'PUT' });
    return see(fetch(`${api}/items`, { method: 'PUT' }));
  },
};
