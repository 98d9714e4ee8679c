import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { afterOthers, afterPaint, whenIdle } from '../../src/panel/after-paint.ts';

/** Those who asked for the next frame. */
let asked: (() => void)[] = [];

beforeEach(() => {
  asked = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => asked.push(callback));
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Paints once, and lets what waits for its turn have it. */
async function paint(): Promise<void> {
  const due = asked;
  asked = [];
  for (const callback of due) callback();
  await new Promise<void>((resolve) => afterOthers(() => afterOthers(resolve)));
}

test('of several tasks each has a frame of its own, in the order in which they came', async () => {
  const done: string[] = [];
  afterPaint(() => done.push('first'));
  afterPaint(() => done.push('second'));
  expect(done).toEqual([]);
  await paint();
  expect(done).toEqual(['first']);
  await paint();
  expect(done).toEqual(['first', 'second']);
  await paint();
  expect(done).toEqual(['first', 'second']);
});

test('what is taken back does not come, and holds nobody up', async () => {
  const done: string[] = [];
  const takeBack = afterPaint(() => done.push('first'));
  afterPaint(() => done.push('second'));
  takeBack();
  await paint();
  expect(done).toEqual(['second']);
  afterPaint(() => done.push('third'))();
  await paint();
  afterPaint(() => done.push('fourth'));
  await paint();
  expect(done).toEqual(['second', 'fourth']);
});

test('a task may ask for another frame', async () => {
  const done: string[] = [];
  afterPaint(() => {
    done.push('first');
    afterPaint(() => done.push('second'));
  });
  await paint();
  expect(done).toEqual(['first']);
  await paint();
  expect(done).toEqual(['first', 'second']);
});

test('a panel that is not painted goes on all the same', async () => {
  await new Promise<void>((resolve) => {
    afterPaint(resolve);
  });
});

test("what can wait is the browser's to put last, where it can", async () => {
  const priorities: unknown[] = [];
  const postTask = (task: () => void, options: unknown) => {
    priorities.push(options);
    task();
  };
  vi.stubGlobal('scheduler', { postTask });
  await new Promise<void>((resolve) => whenIdle(resolve));
  expect(priorities).toEqual([{ priority: 'background' }]);
  vi.stubGlobal('scheduler', undefined);
  await new Promise<void>((resolve) => whenIdle(resolve));
});
