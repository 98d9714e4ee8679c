import type { Scenario } from '../scenario.ts';

export const originPattern: Scenario = {
  id: 'origin-pattern',
  cause: 'origin',
  title: 'A pattern',
  shows: 'Browsers read *.localhost as text; patterns mean nothing in this header.',
  expect: { verdict: 'blocked', rule: 'allow-origin-pattern-literal', chromium: 'AllowOriginMismatch' },
  serve({ api, origins }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', origins.page.replace('localhost', '*.localhost'));
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
