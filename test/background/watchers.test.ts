import { expect, test } from 'vitest';
import { Watchers } from '../../src/background/watchers.ts';
import type { ChangedNudge } from '../../src/protocol/messages.ts';

function listening() {
  const heard: ChangedNudge[] = [];
  return { heard, watcher: { inspects: false, nudge: (message: ChangedNudge) => void heard.push(message) } };
}

test('a page that begins to watch is told at once, so that it pulls', () => {
  const watchers = new Watchers();
  const { heard, watcher } = listening();
  watchers.watch(watcher, 1, 7);
  expect(heard).toEqual([{ type: 'changed', tabId: 1, revision: 7 }]);
});

test('a page is told once until it has pulled', () => {
  const watchers = new Watchers();
  const { heard, watcher } = listening();
  watchers.watch(watcher, 1, 7);
  watchers.changed(1, 8);
  expect(heard).toHaveLength(1);
  watchers.pulled(1);
  watchers.changed(1, 9);
  watchers.changed(1, 10);
  expect(heard.map(({ revision }) => revision)).toEqual([7, 9]);
});

test('a page is not told about other tabs, and not after it is gone', () => {
  const watchers = new Watchers();
  const { heard, watcher } = listening();
  watchers.watch(watcher, 1, 7);
  watchers.pulled(1);
  watchers.changed(2, 8);
  expect(watchers.tabIds()).toEqual(new Set([1]));
  watchers.gone(watcher);
  watchers.changed(1, 9);
  expect(heard).toHaveLength(1);
  expect(watchers.tabIds()).toEqual(new Set());
});
