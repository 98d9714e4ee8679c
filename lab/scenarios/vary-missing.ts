import type { Scenario } from '../scenario.ts';

export const varyMissing: Scenario = {
  id: 'vary-missing',
  cause: 'cache',
  title: 'It works, and caches will mix it up',
  shows: 'The origin is reflected without Vary: Origin, so a cache may serve one page’s answer to another.',
  expect: { verdict: 'allowed', rule: null, chromium: null, findings: ['vary-origin-missing'] },
  serve({ api }) {
    api.get('/items', (request, response) => {
      if (request.headers.origin !== undefined) response.set('Access-Control-Allow-Origin', request.headers.origin);
      response.set('Cache-Control', 'max-age=600');
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
