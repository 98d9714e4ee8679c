import type { Scenario } from '../scenario.ts';

export const headersUnparsable: Scenario = {
  id: 'headers-unparsable',
  cause: 'headers',
  title: 'A header list that is no list',
  shows: 'The names are separated by spaces, so the list cannot be read.',
  expect: { verdict: 'blocked', rule: 'allow-headers-invalid', chromium: 'InvalidAllowHeadersPreflightResponse' },
  serve({ api }) {
    api.use((_request, response, next) => {
      response.set({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': 'Content-Type X-Request-Id' });
      next();
    });
    api.options('/items', (_request, response) => {
      response.status(204).end();
    });
    api.all('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { headers: { 'X-Request-Id': '7' } })),
};
