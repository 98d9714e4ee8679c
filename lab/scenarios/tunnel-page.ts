import type { Scenario } from '../scenario.ts';

export const tunnelPage: Scenario = {
  id: 'tunnel-page',
  cause: 'gateway',
  title: 'A tunnel shows a page of its own',
  shows: 'The request never reached the application: the tunnel wants a click first.',
  expect: {
    verdict: 'blocked',
    rule: 'gateway-response-uncovered',
    chromium: 'MissingAllowOriginHeader',
    stack: 'tunnel',
  },
  serve({ own }) {
    own.get('/items', (_request, response) => {
      response.set('Ngrok-Error-Code', 'ERR_NGROK_6024').type('html').send('<h1>You are about to visit</h1>');
    });
  },
  run: ({ own, see }) => see(fetch(`${own}/items`)),
};
