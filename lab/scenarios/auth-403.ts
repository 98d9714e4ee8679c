import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const auth403: Scenario = {
  id: 'auth-403',
  cause: 'auth',
  title: 'A 403 with CORS headers',
  shows: 'A firewall rule refuses OPTIONS although the headers are right.',
  expect: { verdict: 'blocked', rule: 'preflight-auth-refused', chromium: 'PreflightInvalidStatus' },
  serve({ api }) {
    api.use(cors({ preflightContinue: true }));
    api.options('/items', (_request, response) => {
      response.sendStatus(403);
    });
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { headers: { Authorization: 'Bearer lab-token' } })),
};
