import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const connectionLostMidway: Scenario = {
  id: 'connection-lost-midway',
  cause: 'network',
  title: 'The server hangs up in the middle',
  shows: 'The page may read the response, and the body breaks off: CORS has nothing to do with it.',
  expect: { verdict: 'allowed', rule: null, chromium: null },
  serve({ api }) {
    api.get('/items', cors(), (request, response) => {
      response.set('Content-Length', '1000');
      response.write('{ "items": [', () => request.socket.destroy());
    });
  },
  run: async ({ api }) => {
    const response = await fetch(`${api}/items`);
    const broken = await response.text().catch((error: Error) => error.message);
    return { outcome: 'read', text: `${response.status}, then the body failed: ${broken}` };
  },
};
