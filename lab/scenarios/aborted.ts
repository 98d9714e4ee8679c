import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const aborted: Scenario = {
  id: 'aborted',
  cause: 'network',
  title: 'The page gives up',
  shows: 'The page aborts its own request while the server is still thinking.',
  expect: { verdict: 'blocked', rule: 'request-aborted', chromium: null },
  serve({ api, page }) {
    let itemsArrived = false;
    let tellPage: (() => void) | undefined;
    page.get('/arrived', (_request, response) => {
      tellPage = () => response.end();
      if (itemsArrived) tellPage();
    });
    api.get('/items', cors(), (request) => {
      itemsArrived = true;
      tellPage?.();
      request.socket.once('close', () => {
        itemsArrived = false;
        tellPage = undefined;
      });
    });
  },
  run: async ({ api, page, see }) => {
    const controller = new AbortController();
    const arrived = fetch(`${page}/arrived`);
    const result = see(fetch(`${api}/items`, { signal: controller.signal }));
    await arrived;
    controller.abort();
    return result;
  },
};
