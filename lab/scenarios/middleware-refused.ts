import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const middlewareRefused: Scenario = {
  id: 'middleware-refused',
  cause: 'missing',
  title: 'The middleware refuses this origin',
  shows: 'cors() runs with a list that lacks the page, so it adds Vary and nothing else.',
  expect: { verdict: 'blocked', rule: 'middleware-origin-refused', chromium: 'MissingAllowOriginHeader' },
  serve({ api }) {
    api.use(cors({ origin: ['https://shop.example', 'https://admin.shop.example'] }));
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
