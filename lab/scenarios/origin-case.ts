import type { Scenario } from '../scenario.ts';

export const originCase: Scenario = {
  id: 'origin-case',
  cause: 'origin',
  title: 'Capital letters',
  shows: 'The allowed origin is written with capitals; browsers send lower case and compare bytes.',
  expect: { verdict: 'blocked', rule: 'allow-origin-case-mismatch', chromium: 'AllowOriginMismatch' },
  serve({ api, origins }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', origins.page.replace('localhost', 'LocalHost'));
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
