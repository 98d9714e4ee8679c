import type { Scenario } from '../scenario.ts';

export const originBareHost: Scenario = {
  id: 'origin-bare-host',
  cause: 'origin',
  title: 'A bare host',
  shows: 'The allowed origin is a host name and nothing else.',
  expect: { verdict: 'blocked', rule: 'allow-origin-invalid', chromium: 'InvalidAllowOriginValue' },
  serve({ api }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', 'localhost');
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
