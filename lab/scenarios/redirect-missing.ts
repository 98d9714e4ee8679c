import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const redirectMissing: Scenario = {
  id: 'redirect-missing',
  cause: 'redirect',
  title: 'A redirect without the header',
  shows: 'The final answer allows everyone; the 302 on the way does not.',
  expect: { verdict: 'blocked', rule: 'redirect-allow-origin-missing', chromium: 'MissingAllowOriginHeader' },
  serve({ api }) {
    api.get('/items', (_request, response) => {
      response.redirect(302, './v2/items');
    });
    api.get('/v2/items', cors(), (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
