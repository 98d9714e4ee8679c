import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const allowedGet: Scenario = {
  id: 'allowed-get',
  cause: 'allowed',
  title: 'A GET for everyone',
  shows: 'The wildcard is right for public data without credentials.',
  expect: { verdict: 'allowed', rule: null, chromium: null },
  serve({ api }) {
    api.use(cors());
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
