import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const credentialsMissing: Scenario = {
  id: 'credentials-missing',
  cause: 'cookies',
  title: 'Credentials are not allowed',
  shows: 'The origin is right, and the answer does not allow credentials.',
  expect: { verdict: 'blocked', rule: 'allow-credentials-missing', chromium: 'InvalidAllowCredentials' },
  serve({ api, origins }) {
    api.use(cors({ origin: origins.page }));
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { credentials: 'include' })),
};
