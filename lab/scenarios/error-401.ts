import type { Scenario } from '../scenario.ts';

export const error401: Scenario = {
  id: 'error-401',
  cause: 'error',
  title: 'A 401 without CORS headers',
  shows: 'The session check refuses the request before cors() runs.',
  expect: { verdict: 'blocked', rule: 'error-response-hidden', chromium: 'MissingAllowOriginHeader' },
  serve({ api }) {
    api.get('/items', (_request, response) => {
      response.status(401).json({ error: 'sign in first' });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
