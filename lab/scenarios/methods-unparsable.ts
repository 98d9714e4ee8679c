import type { Scenario } from '../scenario.ts';

export const methodsUnparsable: Scenario = {
  id: 'methods-unparsable',
  cause: 'methods',
  title: 'A method list that is no list',
  shows: 'The methods are separated by semicolons, so the list cannot be read.',
  expect: { verdict: 'blocked', rule: 'allow-methods-invalid', chromium: 'InvalidAllowMethodsPreflightResponse' },
  serve({ api }) {
    api.use((_request, response, next) => {
      response.set({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'GET; PUT' });
      next();
    });
    api.options('/items', (_request, response) => {
      response.status(204).end();
    });
    api.all('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT' })),
};
