import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const optionsAllowOnly: Scenario = {
  id: 'options-allow-only',
  cause: 'options',
  title: 'Express answers OPTIONS by itself',
  shows: 'cors() sits on the PUT route only; the automatic OPTIONS answer has Allow and nothing else.',
  expect: { verdict: 'blocked', rule: 'preflight-route-missing', chromium: 'PreflightMissingAllowOriginHeader' },
  serve({ api }) {
    api.put('/items', cors(), (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT' })),
};
