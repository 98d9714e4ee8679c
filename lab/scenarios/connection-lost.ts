import type { Scenario } from '../scenario.ts';

export const connectionLost: Scenario = {
  id: 'connection-lost',
  cause: 'network',
  title: 'The server hangs up',
  shows: 'The connection closes before the response starts.',
  expect: { verdict: 'blocked', rule: 'connection-lost', chromium: null },
  serve({ api }) {
    api.get('/items', (request) => {
      request.socket.destroy();
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
