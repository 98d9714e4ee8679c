import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const preflightSlashRedirect: Scenario = {
  id: 'preflight-slash-redirect',
  cause: 'redirect',
  title: 'The preflight is redirected to the slash',
  shows: 'The route ends with a slash and the request does not.',
  expect: { verdict: 'blocked', rule: 'preflight-slash-redirected', chromium: 'PreflightDisallowedRedirect' },
  serve({ api }) {
    api.use(cors({ preflightContinue: true }));
    api.all('/items', (request, response, next) => {
      const [path = ''] = request.originalUrl.split('?');
      if (path.endsWith('/')) next();
      else response.redirect(308, `${path}/`);
    });
    api.put('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT' })),
};
