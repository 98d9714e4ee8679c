import type { Scenario } from '../scenario.ts';

export const headerTwice: Scenario = {
  id: 'header-twice',
  cause: 'twice',
  title: 'The proxy and the app both add it',
  shows: 'Two lines of the header, each of them right.',
  expect: {
    verdict: 'blocked',
    rule: 'cors-layer-duplicated',
    chromium: 'MultipleAllowOriginValues',
    stack: 'express',
  },
  serve({ own, origins }) {
    own.get('/items', (_request, response) => {
      response.set({ Server: 'nginx/1.27.4', 'X-Powered-By': 'Express' });
      response.setHeader('Access-Control-Allow-Origin', [origins.page, origins.page]);
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ own, see }) => see(fetch(`${own}/items`)),
};
