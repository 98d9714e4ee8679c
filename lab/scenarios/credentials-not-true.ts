import type { Scenario } from '../scenario.ts';

export const credentialsNotTrue: Scenario = {
  id: 'credentials-not-true',
  cause: 'cookies',
  title: 'True instead of true',
  shows: 'Access-Control-Allow-Credentials counts only as the lower-case word.',
  expect: { verdict: 'blocked', rule: 'allow-credentials-invalid', chromium: 'InvalidAllowCredentials' },
  serve({ api, origins }) {
    api.use((_request, response, next) => {
      response.set({
        'Access-Control-Allow-Origin': origins.page,
        'Access-Control-Allow-Credentials': 'True',
        Vary: 'Origin',
      });
      next();
    });
    api.options('/items', (_request, response) => {
      response.status(204).end();
    });
    api.all('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { credentials: 'include' })),
};
