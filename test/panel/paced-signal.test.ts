import { batch, signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pacedSignal } from '../../src/panel/paced-signal.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.advanceTimersByTime(5000);
});
afterEach(() => {
  vi.useRealTimers();
});

function paced(rest: number) {
  const source = signal(0);
  const subject = signal('a');
  return { source, subject, followed: pacedSignal(source, subject, { restMs: () => rest }) };
}

test('what has stood still is followed at once, and a burst once in the time, with its last value', () => {
  const { source, followed } = paced(4);
  expect(followed.value).toBe(0);
  vi.advanceTimersByTime(4);
  source.value = 1;
  expect(followed.value).toBe(1);
  for (const value of [2, 3, 4]) source.value = value;
  expect(followed.value).toBe(1);
  vi.advanceTimersByTime(3);
  expect(followed.value).toBe(1);
  vi.advanceTimersByTime(1);
  expect(followed.value).toBe(4);
});

test('what has to rest for long is followed in a task of its own, however long it has stood still', () => {
  const { source, followed } = paced(1000);
  vi.advanceTimersByTime(1000);
  source.value = 1;
  source.value = 2;
  expect(followed.value).toBe(0);
  vi.advanceTimersByTime(0);
  expect(followed.value).toBe(2);
});

test('another subject is followed at once, and what was due is not done again', () => {
  const { source, subject, followed } = paced(1000);
  vi.advanceTimersByTime(1000);
  source.value = 1;
  source.value = 2;
  subject.value = 'b';
  expect(followed.value).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});

test('without a rest it is the source', () => {
  const { source, followed } = paced(0);
  for (const value of [1, 2, 3]) {
    source.value = value;
    expect(followed.value).toBe(value);
  }
});

test('what following asks for is done before, a task each, and a change meanwhile is followed after the next rest', () => {
  const source = signal(0);
  const done: string[] = [];
  const ahead = ['first', 'second'].map((name) => (value: number) => void done.push(`${name} ${value}`));
  const followed = pacedSignal(source, signal('a'), { restMs: () => 1000, ahead });
  source.value = 1;
  vi.advanceTimersToNextTimer();
  expect(done).toEqual(['first 1']);
  source.value = 2;
  vi.advanceTimersToNextTimer();
  expect([followed.value, done]).toEqual([0, ['first 1', 'second 1']]);
  vi.advanceTimersToNextTimer();
  expect(followed.value).toBe(1);
  vi.advanceTimersByTime(1010);
  expect(followed.value).toBe(2);
});

test('another subject ends what was being done ahead', () => {
  const [source, subject] = [signal(0), signal('a')];
  const followed = pacedSignal(source, subject, { restMs: () => 1000, ahead: [() => undefined] });
  source.value = 1;
  vi.advanceTimersToNextTimer();
  batch(() => {
    source.value = 2;
    subject.value = 'b';
  });
  expect([followed.value, vi.getTimerCount()]).toEqual([2, 0]);
});
