import type { Scenario } from '../scenario.ts';

export const headerJsonUnlisted: Scenario = {
  id: 'header-json-unlisted',
  cause: 'headers',
  title: 'Content-Type is not on the list',
  shows: 'JSON bodies need the preflight to allow content-type.',
  expect: { verdict: 'blocked', rule: 'header-unlisted', chromium: 'HeaderDisallowedByPreflightResponse' },
  serve({ api }) {
    api.use((_request, response, next) => {
      response.set({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'POST' });
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
    see(fetch(`${api}/items`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })),
};
