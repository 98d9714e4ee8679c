import type { Scenario } from '../scenario.ts';

export const serverDown: Scenario = {
  id: 'server-down',
  cause: 'network',
  title: 'The server is not running',
  shows: 'The connection is refused, so there is no response that a header could be in.',
  expect: { verdict: 'blocked', rule: 'server-unreachable', chromium: null },
  serve() {
    // Nothing answers this one.
  },
  run: ({ down, see }) => see(fetch(`${down}/items`)),
};
