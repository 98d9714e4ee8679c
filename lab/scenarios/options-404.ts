import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const options404: Scenario = {
  id: 'options-404',
  cause: 'options',
  title: 'OPTIONS answers 404',
  shows: 'No route takes OPTIONS, so the preflight gets the 404 page.',
  expect: { verdict: 'blocked', rule: 'preflight-route-missing', chromium: 'PreflightMissingAllowOriginHeader' },
  serve({ api }) {
    api.options('/items', (_request, response) => {
      response.sendStatus(404);
    });
    api.put('/items', cors(), (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT' })),
};
