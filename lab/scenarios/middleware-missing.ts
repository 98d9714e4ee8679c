import type { Scenario } from '../scenario.ts';

export const middlewareMissing: Scenario = {
  id: 'middleware-missing',
  cause: 'missing',
  title: 'No CORS middleware',
  shows: 'The server answers 200 and does not mention CORS.',
  expect: { verdict: 'blocked', rule: 'allow-origin-missing', chromium: 'MissingAllowOriginHeader' },
  serve({ api }) {
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
