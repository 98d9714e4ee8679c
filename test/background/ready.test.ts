import { expect, test } from 'vitest';
import { queueAfter } from '../../src/background/ready.ts';

test('tasks wait until everything was read back, and run in the order in which they came', async () => {
  const order: string[] = [];
  let restored: () => void = () => undefined;
  const queue = queueAfter(new Promise((resolve) => (restored = resolve)));
  const first = queue.run(async () => {
    await Promise.resolve();
    order.push('first');
  });
  const second = queue.run(() => void order.push('second'));
  await Promise.resolve();
  expect(order).toEqual([]);
  restored();
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
});

test('a task that fails tells its own caller only', async () => {
  const queue = queueAfter(Promise.resolve());
  const failing = queue.run(() => Promise.reject(new Error('no')));
  const next = queue.run(() => 'fine');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('fine');
});
