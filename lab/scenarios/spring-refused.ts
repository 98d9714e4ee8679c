import type { Scenario } from '../scenario.ts';

export const springRefused: Scenario = {
  id: 'spring-refused',
  cause: 'missing',
  title: 'Spring answers 403',
  shows: 'It refuses requests of origins it does not list, and names three headers in Vary.',
  expect: {
    verdict: 'blocked',
    rule: 'middleware-origin-refused',
    chromium: 'MissingAllowOriginHeader',
    stack: 'spring-boot',
  },
  serve({ own }) {
    own.get('/items', (_request, response) => {
      response.setHeader('Vary', ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers']);
      response.status(403).end('Invalid CORS request');
    });
  },
  run: ({ own, see }) => see(fetch(`${own}/items`)),
};
