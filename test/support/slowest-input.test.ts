import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchSlowest } from './slowest-input.ts';

/** Milliseconds, by a clock that only goes on when it is told to. */
let now = 0;
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

/** 300 inputs, one of which takes 12 ms as long as `isSlow` says so. */
function watch(isSlow: (times: number) => boolean) {
  const slowest = watchSlowest('readings');
  let times = 0;
  for (let input = 0; input < 300; input += 1) {
    slowest.read(input, (value) => {
      if (value === 250) times += 1;
      now += value === 250 && isSlow(times) ? 12 : 1;
    });
  }
  return slowest.report();
}

it('an input that always takes long is the slowest', () => {
  const { ms, text } = watch(() => true);
  expect(ms).toBe(12);
  expect(text).toBe('readings: 300 inputs, the slowest in 12.00 ms: 250');
});

it('an input that something else held up for a while is not', () => {
  expect(watch((times) => times <= 6).ms).toBe(1);
});
