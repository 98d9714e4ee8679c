import type { Scenario } from '../scenario.ts';

export const nextjsOptionsOnly: Scenario = {
  id: 'nextjs-options-only',
  cause: 'options',
  title: 'Next.js answers OPTIONS by itself',
  shows: 'The route handler sends the header; the automatic answer to OPTIONS does not.',
  expect: {
    verdict: 'blocked',
    rule: 'preflight-route-missing',
    chromium: 'PreflightMissingAllowOriginHeader',
    stack: 'nextjs',
  },
  serve({ own, origins }) {
    own.use((_request, response, next) => {
      response.set('X-Powered-By', 'Next.js');
      next();
    });
    own.options('/items', (_request, response) => {
      response.status(204).set('Allow', 'GET, HEAD, OPTIONS, PUT').end();
    });
    own.put('/items', (_request, response) => {
      response.set('Access-Control-Allow-Origin', origins.page).json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ own, see }) => see(fetch(`${own}/items`, { method: 'PUT' })),
};
