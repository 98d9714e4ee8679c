import type { Scenario } from '../scenario.ts';

export const opaqueResponseBlocking: Scenario = {
  id: 'opaque-response-blocking',
  cause: 'policy',
  title: 'Opaque response blocking',
  shows: 'A script element gets JSON, and the browser keeps it out of the page’s process.',
  expect: { verdict: 'blocked', rule: 'orb-blocked', chromium: null },
  serve({ api }) {
    api.get('/items', (_request, response) => {
      response.set('X-Content-Type-Options', 'nosniff');
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, load, see }) => see(load('script', { src: `${api}/items` })),
};
