import type { Scenario } from '../scenario.ts';

export const nginxOnlyErrors: Scenario = {
  id: 'nginx-only-errors',
  cause: 'error',
  title: 'nginx leaves errors uncovered',
  shows: 'add_header without always: the 200 carries the header, the 404 does not.',
  expect: { verdict: 'blocked', rule: 'error-response-hidden', chromium: 'MissingAllowOriginHeader', stack: 'nginx' },
  serve({ own, origins }) {
    own.use((_request, response, next) => {
      response.set('Server', 'nginx/1.22.1');
      next();
    });
    own.get('/items', (_request, response) => {
      response.set({ 'Access-Control-Allow-Origin': origins.page, Vary: 'Origin' });
      response.json({ items: ['apple', 'pear'] });
    });
    own.get('/itmes', (_request, response) => {
      response.status(404).type('html').send('<center><h1>404 Not Found</h1></center>');
    });
  },
  run: async ({ own, see }) => {
    await fetch(`${own}/items`);
    return see(fetch(`${own}/itmes`));
  },
};
