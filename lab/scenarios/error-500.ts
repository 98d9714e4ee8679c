import type { Scenario } from '../scenario.ts';

export const error500: Scenario = {
  id: 'error-500',
  cause: 'error',
  title: 'A 500 behind the CORS error',
  shows: 'The handler crashes before any CORS header is set.',
  expect: { verdict: 'blocked', rule: 'server-error-hidden', chromium: 'MissingAllowOriginHeader' },
  serve({ api }) {
    api.get('/items', () => {
      throw new Error('the database is gone');
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
