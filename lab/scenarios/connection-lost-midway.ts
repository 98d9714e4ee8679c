import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const connectionLostMidway: Scenario = {
  id: 'connection-lost-midway',
  cause: 'network',
  title: 'The server hangs up in the middle',
  shows: 'The headers allow the page, and the body never ends.',
  expect: { verdict: 'blocked', rule: 'connection-lost', chromium: null },
  serve({ api }) {
    api.get('/items', cors(), (request, response) => {
      response.set('Content-Length', '1000');
      response.write('{ "items": [', () => request.socket.destroy());
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
