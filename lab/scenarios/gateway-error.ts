import type { Scenario } from '../scenario.ts';

export const gatewayError: Scenario = {
  id: 'gateway-error',
  cause: 'gateway',
  title: 'A gateway answers 502',
  shows: 'The app is down; nginx answers in its place and knows nothing of CORS.',
  expect: {
    verdict: 'blocked',
    rule: 'gateway-response-uncovered',
    chromium: 'MissingAllowOriginHeader',
    stack: 'nginx',
  },
  serve({ own }) {
    own.get('/items', (_request, response) => {
      response.status(502).set('Server', 'nginx/1.27.4').type('html');
      response.send('<html><body><center><h1>502 Bad Gateway</h1></center></body></html>');
    });
  },
  run: ({ own, see }) => see(fetch(`${own}/items`)),
};
