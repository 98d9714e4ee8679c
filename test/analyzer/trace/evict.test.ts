import { expect, test } from 'vitest';
import { chooseEvictions } from '../../../src/analyzer/trace/evict.ts';

const candidates = [
  { id: 'blocked-old', startedAt: 1, bytes: 10, blocked: true },
  { id: 'allowed-new', startedAt: 4, bytes: 10, blocked: false },
  { id: 'allowed-old', startedAt: 2, bytes: 10, blocked: false },
  { id: 'blocked-new', startedAt: 3, bytes: 10, blocked: true },
];

test.each([
  [0, []],
  [1, ['allowed-old']],
  [10, ['allowed-old']],
  [11, ['allowed-old', 'allowed-new']],
  [21, ['allowed-old', 'allowed-new', 'blocked-old']],
  [1000, ['allowed-old', 'allowed-new', 'blocked-old', 'blocked-new']],
])('for %i bytes the oldest that passed go first, then the oldest that were blocked', (bytes, ids) => {
  expect(chooseEvictions(candidates, bytes)).toEqual(ids);
});
