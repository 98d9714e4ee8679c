import cors from 'cors';
import type { Scenario } from '../scenario.ts';

export const localNetworkElsewhere: Scenario = {
  id: 'local-network-elsewhere',
  cause: 'local',
  title: 'A public page takes this computer for another one',
  shows: 'The page says that the server is in the local network; it is on this machine.',
  expect: { verdict: 'blocked', rule: 'address-space-mismatch', chromium: 'InvalidLocalNetworkAccess' },
  serve({ api }) {
    api.use(cors());
    api.get('/items', (_request, response) => {
      response.json({ items: ['apple', 'pear'] });
    });
  },
  run: ({ api, seeFromPublicPage }) => {
    // The option is too new for the compiler.
    const init = { targetAddressSpace: 'local' } as RequestInit;
    return seeFromPublicPage(`${api}/items`, init);
  },
};
