import type { Scenario } from '../scenario.ts';

export const authRedirect: Scenario = {
  id: 'auth-redirect',
  cause: 'auth',
  title: 'The preflight is sent to the login page',
  shows: 'Without a session every request is redirected, the preflight too.',
  expect: { verdict: 'blocked', rule: 'preflight-login-redirected', chromium: 'PreflightDisallowedRedirect' },
  serve({ api }) {
    api.all('/items', (_request, response) => {
      response.redirect(302, './login?next=/items');
    });
    api.all('/login', (_request, response) => {
      response.send('<form>sign in</form>');
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { headers: { Authorization: 'Bearer lab-token' } })),
};
