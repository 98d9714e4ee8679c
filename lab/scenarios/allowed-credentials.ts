import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const allowedCredentials: Scenario = {
  id: 'allowed-credentials',
  cause: 'allowed',
  title: 'Cookies, allowed',
  shows: 'The exact origin and Access-Control-Allow-Credentials: true.',
  expect: { verdict: 'allowed', rule: null, chromium: null },
  serve({ api, origins }) {
    api.use(cors({ origin: [origins.page], credentials: true }));
    api.get('/items', (request, response) => {
      response.cookie('session', 'lab').json({ signedIn: request.headers.cookie !== undefined });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { credentials: 'include' })),
};
