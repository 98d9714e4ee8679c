import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const methodPatchCase: Scenario = {
  id: 'method-patch-case',
  cause: 'methods',
  title: 'patch in lower case',
  shows: 'fetch() turns put into PUT, but leaves patch as it is.',
  expect: { verdict: 'blocked', rule: 'method-case-mismatch', chromium: 'MethodDisallowedByPreflightResponse' },
  serve({ api }) {
    api.use(cors());
    api.patch('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { method: 'patch' })),
};
