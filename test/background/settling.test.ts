import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Settling } from '../../src/background/settling.ts';

const TAB = 1;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A background whose every look at a tab takes `ms`, and what it showed on the button. */
function settlingThatTakes(ms: number) {
  const shown: number[] = [];
  const said: string[] = [];
  const looks: number[] = [];
  const blocked = { count: 0 };
  const parts = {
    store: {
      tabIds: () => [TAB],
      traces: () => {
        looks.push(performance.now());
        vi.advanceTimersByTime(ms);
        return [];
      },
      blockedCount: () => blocked.count,
      tidy: async () => undefined,
      saved: async () => void said.push('saved'),
    },
    changes: { update: () => 1 },
    watchers: { changed: () => undefined },
    showBadge: async (_: number, count: number) => {
      shown.push(count);
      said.push('shown');
    },
  };
  return { settling: new Settling(parts as never), shown, said, looks, blocked };
}

/** Something changes, and a second passes. */
async function change(settling: Settling): Promise<void> {
  settling.soon(TAB);
  await vi.advanceTimersByTimeAsync(1000);
}

test('a change of a short log is followed within 100 ms each time', async () => {
  const { settling, looks } = settlingThatTakes(0);
  const start = performance.now();
  await change(settling);
  await change(settling);
  expect(looks.map((at) => at - start)).toEqual([100, 1100]);
});

test('a log that takes long is looked at less often, and never later than half a second', async () => {
  const { settling, looks } = settlingThatTakes(30);
  await change(settling);
  const second = performance.now();
  await change(settling);
  expect((looks[1] ?? 0) - second).toBe(300);
  const slow = settlingThatTakes(400);
  await change(slow.settling);
  const again = performance.now();
  await change(slow.settling);
  expect((slow.looks[1] ?? 0) - again).toBe(500);
});

test('the button is told of a number each time, and of none only when there was one', async () => {
  const { settling, shown, blocked } = settlingThatTakes(0);
  await change(settling);
  await change(settling);
  blocked.count = 2;
  await change(settling);
  await change(settling);
  blocked.count = 0;
  await change(settling);
  await change(settling);
  expect(shown).toEqual([0, 2, 2, 0]);
});

test('what the button says is stored before it is said', async () => {
  const { settling, said, blocked } = settlingThatTakes(0);
  blocked.count = 1;
  await change(settling);
  expect(said).toEqual(['saved', 'shown']);
});
