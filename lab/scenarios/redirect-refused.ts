import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const redirectRefused: Scenario = {
  id: 'redirect-refused',
  cause: 'redirect',
  title: 'The page wants no redirect',
  shows: 'The API redirects correctly, but the page asked for redirect: "error". Only the page can tell that.',
  expect: { verdict: 'blocked', rule: 'redirect-refused', chromium: null, untilTold: 'redirect-mode' },
  serve({ api, origins }) {
    api.use(cors({ origin: origins.page, credentials: true }));
    api.get('/items', (_request, response) => {
      response.redirect(302, '/redirect-refused/list');
    });
    api.get('/list', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { redirect: 'error' })),
};
