import type { Scenario } from '../scenario.ts';

export const originWww: Scenario = {
  id: 'origin-www',
  cause: 'origin',
  title: 'With www',
  shows: 'The allowed origin is the same host with www in front.',
  expect: { verdict: 'blocked', rule: 'allow-origin-www-mismatch', chromium: 'AllowOriginMismatch' },
  serve({ api, origins }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', origins.page.replace('localhost', 'www.localhost'));
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
