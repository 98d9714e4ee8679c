import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const enginesContentType: Scenario = {
  id: 'engines-content-type',
  cause: 'engines',
  title: 'A comma in Content-Type',
  shows: 'To Chromium it is plain text still; Firefox asks first, and the server allows another header only.',
  expect: {
    verdict: 'allowed',
    rule: null,
    chromium: null,
    firefox: { verdict: 'blocked', rule: 'header-unlisted' },
  },
  serve({ api }) {
    api.use(cors({ allowedHeaders: ['X-Request-Id'] }));
    api.post('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) =>
    see(fetch(`${api}/items`, { method: 'POST', headers: { 'Content-Type': 'text/plain;list=a,b' }, body: 'apple' })),
};
