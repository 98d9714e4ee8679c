import type { Scenario } from '../scenario.ts';

export const djangoRefused: Scenario = {
  id: 'django-refused',
  cause: 'missing',
  title: 'Django refuses this origin',
  shows: 'django-cors-headers adds Vary to every answer, and the origin to none it does not list.',
  expect: {
    verdict: 'blocked',
    rule: 'middleware-origin-refused',
    chromium: 'MissingAllowOriginHeader',
    stack: 'django',
  },
  serve({ own }) {
    own.get('/items', (_request, response) => {
      response.set({
        Server: 'WSGIServer/0.2 CPython/3.12.7',
        'X-Frame-Options': 'DENY',
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'same-origin',
        'Cross-Origin-Opener-Policy': 'same-origin',
        Vary: 'origin',
      });
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ own, see }) => see(fetch(`${own}/items`)),
};
