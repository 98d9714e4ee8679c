import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const redirectTainted: Scenario = {
  id: 'redirect-tainted',
  cause: 'redirect',
  title: 'A redirect to another origin',
  shows: 'After the second hop the browser sends Origin: null, and the server names the page.',
  expect: { verdict: 'blocked', rule: 'redirect-origin-tainted', chromium: 'AllowOriginMismatch' },
  serve({ api, other, origins }) {
    api.get('/items', cors(), (_request, response) => {
      response.redirect(302, `${origins.other}/redirect-tainted/items`);
    });
    other.get('/items', cors({ origin: origins.page }), (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
