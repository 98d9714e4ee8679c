import type { Scenario } from '../scenario.ts';

export const redirectFromPage: Scenario = {
  id: 'redirect-from-page',
  cause: 'redirect',
  title: 'The page is redirected to an API',
  shows: 'The first URL is of the page itself; the CORS check begins after the redirect.',
  expect: { verdict: 'blocked', rule: 'allow-origin-missing', chromium: 'MissingAllowOriginHeader' },
  serve({ page, api, origins }) {
    page.get('/items', (_request, response) => {
      response.redirect(307, `${origins.api}/redirect-from-page/items`);
    });
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ page, see }) => see(fetch(`${page}/items`)),
};
