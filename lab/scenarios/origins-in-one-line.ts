import type { Scenario } from '../scenario.ts';

export const originsInOneLine: Scenario = {
  id: 'origins-in-one-line',
  cause: 'twice',
  title: 'A list of origins',
  shows: 'Both origins in one value, separated by a comma.',
  expect: { verdict: 'blocked', rule: 'allow-origin-multiple', chromium: 'MultipleAllowOriginValues' },
  serve({ api, origins }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', `${origins.page}, https://shop.example`);
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
