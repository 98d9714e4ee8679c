import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const originOtherPreflight: Scenario = {
  id: 'origin-other-preflight',
  cause: 'origin',
  title: 'A different site, seen in the preflight',
  shows: 'The same fixed origin already fails the preflight.',
  expect: { verdict: 'blocked', rule: 'allow-origin-mismatch', chromium: 'PreflightAllowOriginMismatch' },
  serve({ api }) {
    api.use(cors({ origin: 'https://shop.example' }));
    api.put('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'PUT' })),
};
