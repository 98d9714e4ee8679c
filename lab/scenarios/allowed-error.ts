import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const allowedError: Scenario = {
  id: 'allowed-error',
  cause: 'allowed',
  title: 'An error that the page may read',
  shows: 'The 404 carries the header, so the page can show what went wrong.',
  expect: { verdict: 'allowed', rule: null, chromium: null },
  serve({ api }) {
    api.use(cors());
    api.get('/items', (_request, response) => {
      response.status(404).json({ error: 'no such item' });
    });
  },
  run: ({ api, see }) => see(fetch(`${api}/items`)),
};
