import type { Scenario } from '../scenario.ts';

export const originEmpty: Scenario = {
  id: 'origin-empty',
  cause: 'origin',
  title: 'An empty value',
  shows: 'An unset environment variable ends up as an empty header.',
  expect: { verdict: 'blocked', rule: 'allow-origin-invalid', chromium: 'InvalidAllowOriginValue' },
  serve({ api }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', '');
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
