import type { Scenario } from '../scenario.ts';

export const wildcardCredentialsPreflight: Scenario = {
  id: 'wildcard-credentials-preflight',
  cause: 'wildcard',
  title: 'The wildcard, and cookies, in the preflight',
  shows: 'The preflight of a request with credentials may not be answered with * either.',
  expect: {
    verdict: 'blocked',
    rule: 'allow-origin-wildcard-with-credentials',
    chromium: 'PreflightWildcardOriginNotAllowed',
  },
  serve({ api }) {
    api.use((_request, response, next) => {
      response.set({
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Methods': 'PUT',
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
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT', credentials: 'include' })),
};
