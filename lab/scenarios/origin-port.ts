import type { Scenario } from '../scenario.ts';

export const originPort: Scenario = {
  id: 'origin-port',
  cause: 'origin',
  title: 'Another port',
  shows: 'The allowed origin differs in the port only.',
  expect: { verdict: 'blocked', rule: 'allow-origin-port-mismatch', chromium: 'AllowOriginMismatch' },
  serve({ api }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', 'http://localhost:1');
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
