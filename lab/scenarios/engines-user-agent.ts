import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const enginesUserAgent: Scenario = {
  id: 'engines-user-agent',
  cause: 'engines',
  title: 'User-Agent set by the script',
  shows: 'Chromium ignores it; Firefox asks for permission to send it, and the server does not give it.',
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
  run: ({ api, see }) => see(fetch(`${api}/items`, { headers: { 'User-Agent': 'lab' } })),
};
