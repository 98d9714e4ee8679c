import type { Scenario } from '../scenario.ts';

export const tlsFailed: Scenario = {
  id: 'tls-failed',
  cause: 'network',
  title: 'https to a server that speaks http',
  shows: 'The TLS handshake fails before any request is sent.',
  expect: { verdict: 'blocked', rule: 'tls-failed', chromium: null },
  serve() {
    // Nothing answers this one.
  },
  run: ({ api, see }) => see(fetch(`${api.replace('http:', 'https:')}/items`)),
};
