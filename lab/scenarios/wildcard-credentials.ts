import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const wildcardCredentials: Scenario = {
  id: 'wildcard-credentials',
  cause: 'wildcard',
  title: 'The wildcard, and cookies',
  shows: 'credentials: include needs the exact origin; * is not enough.',
  expect: { verdict: 'blocked', rule: 'allow-origin-wildcard-with-credentials', chromium: 'WildcardOriginNotAllowed' },
  serve({ api }) {
    api.use(cors({ credentials: true }));
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { credentials: 'include' })),
};
