import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const redirectData: Scenario = {
  id: 'redirect-data',
  cause: 'redirect',
  title: 'A redirect to a data: URL',
  shows: 'Browsers follow redirects to http and https only.',
  expect: { verdict: 'blocked', rule: 'redirect-target-invalid', chromium: null },
  serve({ api }) {
    api.get('/items', cors(), (_request, response) => {
      response.status(302).set('Location', 'data:text/plain,items').end();
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
