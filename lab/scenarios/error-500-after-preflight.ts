import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const error500AfterPreflight: Scenario = {
  id: 'error-500-after-preflight',
  cause: 'error',
  title: 'A 500 after a good preflight',
  shows: 'cors() answers the preflight; the error page of the crash drops its headers.',
  expect: { verdict: 'blocked', rule: 'server-error-hidden', chromium: 'MissingAllowOriginHeader' },
  serve({ api }) {
    api.options('/items', cors());
    api.post('/items', () => {
      throw new Error('the database is gone');
    });
  },
  run: ({ api, see }) =>
    see(fetch(`${api}/items`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })),
};
