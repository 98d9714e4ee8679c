import type { Scenario } from '../scenario.ts';

export const nullAllowed: Scenario = {
  id: 'null-allowed',
  cause: 'opaque',
  title: 'The server allows null',
  shows: 'It works, for every sandboxed frame of every website too.',
  expect: { verdict: 'allowed', rule: null, chromium: null, findings: ['allow-origin-null-present'] },
  serve({ api }) {
    api.get('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', 'null');
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, seeSandboxed }) => seeSandboxed(`${api}/items`),
};
