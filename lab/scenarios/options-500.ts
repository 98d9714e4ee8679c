import type { Scenario } from '../scenario.ts';

export const options500: Scenario = {
  id: 'options-500',
  cause: 'options',
  title: 'The preflight crashes',
  shows: 'Every header is there, and the status is 500.',
  expect: { verdict: 'blocked', rule: 'preflight-status-invalid', chromium: 'PreflightInvalidStatus' },
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
      response.sendStatus(500);
    });
    api.put('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT' })),
};
