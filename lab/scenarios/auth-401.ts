import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const auth401: Scenario = {
  id: 'auth-401',
  cause: 'auth',
  title: 'The token check answers the preflight with 401',
  shows: 'Preflights carry no Authorization, and the check sits in front of cors().',
  expect: { verdict: 'blocked', rule: 'preflight-auth-refused', chromium: 'PreflightMissingAllowOriginHeader' },
  serve({ api }) {
    api.use((request, response, next) => {
      if (request.headers.authorization === undefined) response.set('WWW-Authenticate', 'Bearer').sendStatus(401);
      else next();
    });
    api.use(cors());
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { headers: { Authorization: 'Bearer lab-token' } })),
};
