import type { Scenario } from '../scenario.ts';

export const nameUnresolved: Scenario = {
  id: 'name-unresolved',
  cause: 'network',
  title: 'The name does not exist',
  shows: 'No address belongs to this host name.',
  expect: { verdict: 'blocked', rule: 'name-unresolved', chromium: null },
  serve() {
    // Nothing answers this one.
  },
  run: ({ see }) => see(fetch('http://api.lab.invalid/name-unresolved/items')),
};
