import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const methodUnlisted: Scenario = {
  id: 'method-unlisted',
  cause: 'methods',
  title: 'DELETE is not on the list',
  shows: 'The server allows GET and POST across origins.',
  expect: { verdict: 'blocked', rule: 'method-unlisted', chromium: 'MethodDisallowedByPreflightResponse' },
  serve({ api }) {
    api.use(cors({ methods: ['GET', 'POST'] }));
    api.delete('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'DELETE' })),
};
