import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const credentialsMissingPreflight: Scenario = {
  id: 'credentials-missing-preflight',
  cause: 'cookies',
  title: 'Credentials are not allowed in the preflight',
  shows: 'The preflight must allow credentials too, although it carries none.',
  expect: { verdict: 'blocked', rule: 'allow-credentials-missing', chromium: 'PreflightInvalidAllowCredentials' },
  serve({ api, origins }) {
    api.use(cors({ origin: origins.page }));
    api.put('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT', credentials: 'include' })),
};
