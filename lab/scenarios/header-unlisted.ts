import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const headerUnlisted: Scenario = {
  id: 'header-unlisted',
  cause: 'headers',
  title: 'A header is not on the list',
  shows: 'The page sends two headers, and the server allows one of them.',
  expect: { verdict: 'blocked', rule: 'header-unlisted', chromium: 'HeaderDisallowedByPreflightResponse' },
  serve({ api }) {
    api.use(cors({ allowedHeaders: ['Content-Type'] }));
    api.post('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) =>
    see(
      fetch(`${api}/items`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Request-Id': '7' },
        body: '{}',
      }),
    ),
};
