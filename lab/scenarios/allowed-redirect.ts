import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const allowedRedirect: Scenario = {
  id: 'allowed-redirect',
  cause: 'allowed',
  title: 'A redirect with the header on every hop',
  shows: 'Both the 302 and the final answer allow the page.',
  expect: { verdict: 'allowed', rule: null, chromium: null },
  serve({ api }) {
    api.use(cors());
    api.get('/items', (_request, response) => {
      response.redirect(302, './v2/items');
    });
    api.get('/v2/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
