import type { Scenario } from '../scenario.ts';

export const originScheme: Scenario = {
  id: 'origin-scheme',
  cause: 'origin',
  title: 'https instead of http',
  shows: 'The allowed origin differs in the scheme only.',
  expect: { verdict: 'blocked', rule: 'allow-origin-scheme-mismatch', chromium: 'AllowOriginMismatch' },
  serve({ api, origins }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', origins.page.replace('http:', 'https:'));
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
