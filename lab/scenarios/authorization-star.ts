import type { Scenario } from '../scenario.ts';

export const authorizationStar: Scenario = {
  id: 'authorization-star',
  cause: 'headers',
  title: 'Authorization, and * with credentials',
  shows: 'With credentials the * in the header list is a name like any other.',
  expect: { verdict: 'blocked', rule: 'authorization-unlisted', chromium: 'HeaderDisallowedByPreflightResponse' },
  serve({ api, origins }) {
    api.use((_request, response, next) => {
      response.set({
        'Access-Control-Allow-Origin': origins.page,
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Headers': '*',
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
  run: ({ api, see }) =>
    see(fetch(`${api}/items`, { headers: { Authorization: 'Bearer lab-token' }, credentials: 'include' })),
};
