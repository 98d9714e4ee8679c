import type { Scenario } from '../scenario.ts';

export const preflightHttpsRedirect: Scenario = {
  id: 'preflight-https-redirect',
  cause: 'redirect',
  title: 'The preflight is redirected to https',
  shows: 'The server answers http only to send everyone to https.',
  expect: { verdict: 'blocked', rule: 'preflight-https-redirected', chromium: 'PreflightDisallowedRedirect' },
  serve({ api, origins }) {
    api.all('/items', (request, response) => {
      response.redirect(301, `${origins.api.replace('http:', 'https:')}${request.originalUrl}`);
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT' })),
};
