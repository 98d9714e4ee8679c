import type { Scenario } from '../scenario.ts';

export const options405: Scenario = {
  id: 'options-405',
  cause: 'options',
  title: 'OPTIONS answers 405',
  shows: 'The headers are right, but the status says that the method is not supported.',
  expect: { verdict: 'blocked', rule: 'preflight-route-missing', chromium: 'PreflightInvalidStatus' },
  serve({ api, origins }) {
    api.use((_request, response, next) => {
      response.set({
        'Access-Control-Allow-Origin': origins.page,
        'Access-Control-Allow-Methods': 'PUT',
        Vary: 'Origin',
      });
      next();
    });
    api.options('/items', (_request, response) => {
      response.set('Allow', 'GET, PUT').sendStatus(405);
    });
    api.put('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT' })),
};
