import type { Scenario } from '../scenario.ts';

export const preflightWwwRedirect: Scenario = {
  id: 'preflight-www-redirect',
  cause: 'redirect',
  title: 'The preflight is redirected to www',
  shows: 'The server answers under one of its two names only to send everyone to the other.',
  expect: { verdict: 'blocked', rule: 'preflight-www-redirected', chromium: 'PreflightDisallowedRedirect' },
  serve({ api, origins }) {
    api.all('/items', (request, response) => {
      response.redirect(301, `${origins.api.replace('//', '//www.')}${request.originalUrl}`);
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT' })),
};
