import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const cookieUnsent: Scenario = {
  id: 'cookie-unsent',
  cause: 'cookies',
  title: 'CORS passes, the cookie stays at home',
  shows: 'The session cookie is SameSite=Lax, and the page is on another site.',
  expect: { verdict: 'allowed', rule: null, chromium: null, findings: ['cookie-unsent'] },
  serve({ other, origins }) {
    other.use(cors({ origin: origins.page, credentials: true }));
    other.get('/login', (_request, response) => {
      response.cookie('session', 'lab', { sameSite: 'lax' }).json({ signedIn: true });
    });
    other.get('/items', (request, response) => {
      response
        .status(request.headers.cookie === undefined ? 401 : 200)
        .json({ cookie: request.headers.cookie ?? null });
    });
  },
  run: async ({ other, see }) => {
    await fetch(`${other}/login`, { credentials: 'include' });
    return see(fetch(`${other}/items`, { credentials: 'include' }));
  },
};
