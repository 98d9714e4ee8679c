import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const error404: Scenario = {
  id: 'error-404',
  cause: 'error',
  title: 'A 404 without CORS headers',
  shows: 'cors() covers the routes that exist, and this path is not one of them.',
  expect: { verdict: 'blocked', rule: 'error-response-hidden', chromium: 'MissingAllowOriginHeader' },
  serve({ api }) {
    api.get('/items', cors(), (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/itmes`)),
};
