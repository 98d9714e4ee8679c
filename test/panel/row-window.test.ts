import { describe, expect, test } from 'vitest';
import { OVERSCAN, rowWindow, scrolledTo } from '../../src/panel/row-window.ts';

describe('rowWindow', () => {
  test('holds every row of a short list', () => {
    expect(rowWindow(5, 24, 0, 600, OVERSCAN)).toEqual({ from: 0, to: 5 });
  });

  test('holds the visible rows and few others of ten thousand', () => {
    const { from, to } = rowWindow(10_000, 24, 120_000, 600, OVERSCAN);
    expect(from).toBeLessThanOrEqual(5000);
    expect(to).toBeGreaterThanOrEqual(5025);
    expect(to - from).toBeLessThan(100);
  });

  test('holds no others when none are asked for', () => {
    expect(rowWindow(10_000, 24, 120_000, 600, 0)).toEqual({ from: 5000, to: 5025 });
  });

  test('is empty, not negative, when the list became shorter than the scroll position', () => {
    const { from, to } = rowWindow(3, 24, 100_000, 600, OVERSCAN);
    expect(to - from).toBe(0);
  });
});

describe('scrolledTo', () => {
  test.each([
    ['stays for a visible row', 10, 100, 100],
    ['scrolls up to a row above', 1, 100, 24],
    ['scrolls down until a row below is whole', 50, 100, 51 * 24 - 600],
  ])('%s', (_, index, scrollTop, expected) => {
    expect(scrolledTo(index, 24, scrollTop, 600)).toBe(expected);
  });
});
