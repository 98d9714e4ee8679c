import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const allowedPut: Scenario = {
  id: 'allowed-put',
  cause: 'allowed',
  title: 'A PUT with a preflight',
  shows: 'The preflight allows the method and the header, then the request is sent.',
  expect: { verdict: 'allowed', rule: null, chromium: null },
  serve({ api, origins }) {
    api.use(cors({ origin: [origins.page] }));
    api.put('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) =>
    see(fetch(`${api}/items`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{}' })),
};
