import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const originOther: Scenario = {
  id: 'origin-other',
  cause: 'origin',
  title: 'A different site',
  shows: 'The server allows one fixed origin, whoever asks.',
  expect: { verdict: 'blocked', rule: 'allow-origin-mismatch', chromium: 'AllowOriginMismatch' },
  serve({ api }) {
    api.use(cors({ origin: 'https://shop.example' }));
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
