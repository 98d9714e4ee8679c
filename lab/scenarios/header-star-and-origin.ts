import type { Scenario } from '../scenario.ts';

export const headerStarAndOrigin: Scenario = {
  id: 'header-star-and-origin',
  cause: 'twice',
  title: '* from one layer, the origin from another',
  shows: 'The proxy adds * to what the app already says.',
  expect: { verdict: 'blocked', rule: 'cors-layer-duplicated', chromium: 'MultipleAllowOriginValues' },
  serve({ api, origins }) {
    api.get('/items', (_request, response) => {
      response.setHeader('Access-Control-Allow-Origin', [origins.page, '*']);
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
