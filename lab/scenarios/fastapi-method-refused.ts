import type { Scenario } from '../scenario.ts';

export const fastapiMethodRefused: Scenario = {
  id: 'fastapi-method-refused',
  cause: 'methods',
  title: 'FastAPI answers 400',
  shows: 'Its middleware lists GET only, and says so with an error status.',
  expect: {
    verdict: 'blocked',
    rule: 'preflight-request-refused',
    chromium: 'PreflightInvalidStatus',
    stack: 'fastapi',
  },
  serve({ own, origins }) {
    own.options('/items', (_request, response) => {
      response.status(400).type('text/plain');
      response.set({
        Server: 'uvicorn',
        Vary: 'Origin',
        'Access-Control-Allow-Origin': origins.page,
        'Access-Control-Allow-Methods': 'GET',
        'Access-Control-Allow-Headers': 'Accept, Accept-Language, Content-Language, Content-Type',
        'Access-Control-Max-Age': '600',
      });
      response.send('Disallowed CORS method');
    });
  },
  run: ({ own, see }) => see(fetch(`${own}/items`, { method: 'PUT' })),
};
