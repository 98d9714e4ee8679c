import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const requestHeaderMisplaced: Scenario = {
  id: 'request-header-misplaced',
  cause: 'misplaced',
  title: 'The response header on the request',
  shows: 'The page sends Access-Control-Allow-Origin itself, which only adds a preflight that fails.',
  expect: { verdict: 'blocked', rule: 'request-header-misplaced', chromium: 'HeaderDisallowedByPreflightResponse' },
  serve({ api }) {
    api.use(cors({ allowedHeaders: ['Content-Type'] }));
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { headers: { 'Access-Control-Allow-Origin': '*' } })),
};
