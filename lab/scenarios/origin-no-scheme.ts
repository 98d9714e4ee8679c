import type { Scenario } from '../scenario.ts';

export const originNoScheme: Scenario = {
  id: 'origin-no-scheme',
  cause: 'origin',
  title: 'No scheme',
  shows: 'The allowed origin is a host and a port without http:// in front.',
  expect: { verdict: 'blocked', rule: 'allow-origin-scheme-missing', chromium: 'AllowOriginMismatch' },
  serve({ api, origins }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', origins.page.replace('http://', ''));
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
