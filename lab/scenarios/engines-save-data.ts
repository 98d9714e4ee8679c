import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const enginesSaveData: Scenario = {
  id: 'engines-save-data',
  cause: 'engines',
  title: 'Save-Data: on',
  shows: 'Chromium needs no permission for client hints; Firefox asks for it, and the server does not give it.',
  expect: {
    verdict: 'allowed',
    rule: null,
    chromium: null,
    firefox: { verdict: 'blocked', rule: 'header-unlisted' },
  },
  serve({ api }) {
    api.use(cors({ allowedHeaders: ['Content-Type'] }));
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { headers: { 'Save-Data': 'on' } })),
};
