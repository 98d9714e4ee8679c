import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const localNetwork: Scenario = {
  id: 'local-network',
  cause: 'local',
  title: 'A public page calls this computer',
  shows: 'The browser asks for a permission first; no header can give it.',
  expect: { verdict: 'blocked', rule: 'local-network-blocked', chromium: 'LocalNetworkAccessPermissionDenied' },
  serve({ api }) {
    api.use(cors());
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, seeFromPublicPage }) => seeFromPublicPage(`${api}/items`),
};
