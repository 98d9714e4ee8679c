import type { Scenario } from '../scenario.ts';

export const originLoopback: Scenario = {
  id: 'origin-loopback',
  cause: 'origin',
  title: '127.0.0.1 instead of localhost',
  shows: 'Both names reach this computer, and they are two origins.',
  expect: { verdict: 'blocked', rule: 'allow-origin-loopback-mismatch', chromium: 'AllowOriginMismatch' },
  serve({ api, origins }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', origins.page.replace('localhost', '127.0.0.1'));
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
