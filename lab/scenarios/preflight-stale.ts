import type { Scenario } from '../scenario.ts';

export const preflightStale: Scenario = {
  id: 'preflight-stale',
  cause: 'cache',
  title: 'An old permission, a new server',
  shows: 'The preflight is remembered for ten minutes; the server behind it has changed since.',
  expect: { verdict: 'blocked', rule: 'preflight-stale', chromium: 'MissingAllowOriginHeader' },
  serve({ api, origins }) {
    let covered = true;
    api.options('/items', (_request, response) => {
      response.set({
        'Access-Control-Allow-Origin': origins.page,
        'Access-Control-Allow-Methods': 'PUT',
        'Access-Control-Max-Age': '600',
      });
      response.status(204).end();
    });
    api.put('/items', (_request, response) => {
      if (covered) response.set('Access-Control-Allow-Origin', origins.page);
      response.json({ items: ['apple', 'pear'] });
    });
    api.post('/deploy/:version', (request, response) => {
      covered = request.params.version === 'first';
      response.set('Access-Control-Allow-Origin', origins.page).end();
    });
  },
  run: async ({ api, see }) => {
    await fetch(`${api}/deploy/first`, { method: 'POST' });
    await fetch(`${api}/items`, { method: 'PUT' });
    await fetch(`${api}/deploy/second`, { method: 'POST' });
    return see(fetch(`${api}/items`, { method: 'PUT' }));
  },
};
