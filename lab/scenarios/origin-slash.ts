import type { Scenario } from '../scenario.ts';

export const originSlash: Scenario = {
  id: 'origin-slash',
  cause: 'origin',
  title: 'A slash at the end',
  shows: 'The allowed origin ends with a slash, and an origin never does.',
  expect: { verdict: 'blocked', rule: 'allow-origin-slash-mismatch', chromium: 'AllowOriginMismatch' },
  serve({ api, origins }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', `${origins.page}/`);
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
