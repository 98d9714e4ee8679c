import { expect, test } from 'vitest';
import { ChangeLog } from '../../src/background/change-log.ts';
import { parseTranscript } from '../support/transcript.ts';

const trace = (id: string) =>
  parseTranscript('page http://localhost:3000\n> GET http://localhost:8000/items\n< 200\n! completed', id);
const [a, b] = [trace('a'), trace('b')];

test('a reader who knows nothing is told everything', () => {
  const changes = new ChangeLog(1000);
  changes.update(1, [a, b]);
  expect(changes.since(1, 0)).toMatchObject({ complete: true, traces: [a, b], removed: [] });
});

test('a reader is told what changed since, and nothing else', () => {
  const changes = new ChangeLog(1000);
  const revision = changes.update(1, [a, b]);
  const changed = { ...b };
  const next = changes.update(1, [a, changed]);
  expect(next).toBeGreaterThan(revision);
  expect(changes.since(1, revision)).toEqual({ revision: next, complete: false, traces: [changed], removed: [] });
  expect(changes.since(1, next)).toEqual({ revision: next, complete: false, traces: [], removed: [] });
});

test('a revision stays while nothing changes', () => {
  const changes = new ChangeLog(1000);
  expect(changes.update(1, [a])).toBe(changes.update(1, [a]));
});

test('a reader is told what is gone, unless it is back', () => {
  const changes = new ChangeLog(1000);
  const revision = changes.update(1, [a, b]);
  changes.update(1, [b]);
  expect(changes.since(1, revision)).toMatchObject({ traces: [], removed: ['a'] });
  changes.update(1, [a, b]);
  expect(changes.since(1, revision)).toMatchObject({ traces: [a], removed: [] });
});

test.each([
  ['from an earlier life of the background', 999],
  ['from the future', 1e15],
])('a reader with a revision %s is told everything', (_, since) => {
  const changes = new ChangeLog(1000);
  changes.update(1, [a]);
  expect(changes.since(1, since)).toMatchObject({ complete: true, traces: [a] });
});

test('a reader who lags behind more removals than are listed is told everything', () => {
  const changes = new ChangeLog(1000);
  const many = Array.from({ length: 2001 }, (_, index) => ({ ...a, id: String(index) }));
  const revision = changes.update(1, many);
  const later = changes.update(1, many.slice(1));
  changes.update(1, []);
  expect(changes.since(1, revision).complete).toBe(true);
  expect(changes.since(1, later)).toMatchObject({ complete: false });
});

test('tabs do not know of each other', () => {
  const changes = new ChangeLog(1000);
  changes.update(1, [a]);
  expect(changes.since(2, 0).traces).toEqual([]);
});

test('something else about a tab can be a change', () => {
  const changes = new ChangeLog(1000);
  const revision = changes.update(1, [a]);
  expect(changes.touch(1)).toBeGreaterThan(revision);
  expect(changes.since(1, revision)).toMatchObject({ complete: false, traces: [], removed: [] });
});
