import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const exposeMissing: Scenario = {
  id: 'expose-missing',
  cause: 'expose',
  title: 'A header that JavaScript cannot see',
  shows: 'X-Total-Count is on the wire and hidden from the page.',
  expect: { verdict: 'allowed', rule: null, chromium: null, findings: ['expose-headers-missing'] },
  serve({ api }) {
    api.get('/items', cors(), (_request, response) => {
      response.set('X-Total-Count', '42');
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: async ({ api }) => {
    const response = await fetch(`${api}/items`);
    return { outcome: 'read', text: `${response.status}, X-Total-Count: ${response.headers.get('X-Total-Count')}` };
  },
};
