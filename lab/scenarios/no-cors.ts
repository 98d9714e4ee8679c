import type { Scenario } from '../scenario.ts';

export const noCors: Scenario = {
  id: 'no-cors',
  cause: 'noCors',
  title: 'mode: no-cors as a way out',
  shows: 'The request is sent, and JavaScript can never read the answer.',
  expect: { verdict: 'opaque', rule: null, chromium: null, findings: ['no-cors-opaque'] },
  serve({ api }) {
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`, { mode: 'no-cors' })),
};
