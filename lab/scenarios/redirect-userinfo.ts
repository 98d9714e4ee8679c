import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const redirectUserinfo: Scenario = {
  id: 'redirect-userinfo',
  cause: 'redirect',
  title: 'A redirect with a user name in it',
  shows: 'The Location has user:password@, and cross-origin requests may not follow that.',
  expect: { verdict: 'blocked', rule: 'redirect-userinfo-present', chromium: 'RedirectContainsCredentials' },
  serve({ api, origins }) {
    api.get('/items', cors(), (_request, response) => {
      response.redirect(302, `${origins.api.replace('http://', 'http://lab:secret@')}/redirect-userinfo/v2`);
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
