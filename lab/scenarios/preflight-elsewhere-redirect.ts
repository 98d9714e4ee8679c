import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const preflightElsewhereRedirect: Scenario = {
  id: 'preflight-elsewhere-redirect',
  cause: 'redirect',
  title: 'The preflight is redirected elsewhere',
  shows: 'The API has moved, and a preflight follows no redirect.',
  expect: { verdict: 'blocked', rule: 'preflight-redirected', chromium: 'PreflightDisallowedRedirect' },
  serve({ api }) {
    api.use(cors({ preflightContinue: true }));
    api.all('/items', (_request, response) => {
      response.redirect(307, './v2/items');
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT' })),
};
