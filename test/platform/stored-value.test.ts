import { beforeEach, expect, test, vi } from 'vitest';
import { SETTINGS_SHAPE } from '../../src/background/settings.ts';
import { storedValue } from '../../src/platform/stored-value.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings-values.ts';

const items = new Map<string, unknown>();
vi.mock('../../src/platform/browser.ts', () => ({
  browser: {
    storage: {
      local: {
        get: async (key: string) => (items.has(key) ? { [key]: items.get(key) } : {}),
        set: async (more: object) => {
          for (const [key, value] of Object.entries(more)) items.set(key, value);
        },
      },
    },
  },
}));

beforeEach(() => items.clear());

const shape = {
  key: 'size',
  fallback: 1,
  parse: (value: unknown) => (typeof value === 'number' ? value : 1),
  upgraders: [(value: unknown) => Number(value) * 10, (value: unknown) => Number(value) + 1],
};

test('a value that was never stored is the fallback, and reading does not store it', async () => {
  expect(await storedValue(shape).get()).toBe(1);
  expect(items.size).toBe(0);
});

test('a stored value comes back', async () => {
  const value = storedValue(shape);
  expect(await value.update((size) => size + 4)).toBe(5);
  expect(await storedValue(shape).get()).toBe(5);
});

test.each([
  [{ version: 0, value: 3 }, 31],
  [{ version: 1, value: 3 }, 4],
  [{ version: 2, value: 3 }, 3],
])('%j is brought up to date', async (stored, expected) => {
  items.set('size', stored);
  expect(await storedValue(shape).get()).toBe(expected);
});

test.each(['text', null, 7, {}, { version: -1, value: 3 }, { version: 3, value: 3 }, { version: 1.5, value: 3 }])(
  '%j is the fallback',
  async (stored) => {
    items.set('size', stored);
    expect(await storedValue(shape).get()).toBe(1);
  },
);

test('changes made at the same time do not undo each other', async () => {
  const value = storedValue(shape);
  await Promise.all(Array.from({ length: 10 }, () => value.update((size) => size + 1)));
  expect(await value.get()).toBe(11);
});

test.each<[unknown, object]>([
  [
    { preserveLog: true, defaultStack: 'flask' },
    { preserveLog: true, defaultStack: 'flask' },
  ],
  [{ preserveLog: true }, { preserveLog: true }],
  [{ defaultStack: 'cobol', paused: true }, { paused: true }],
  [{ watch: 'no-tabs', logSize: 3, ignoredServers: ['not an origin'] }, {}],
  [{ ignoredServers: ['https://a.example/path'] }, {}],
  [
    { watch: 'devtools-tabs', logSize: 1, ignoredServers: ['https://a.example'] },
    { watch: 'devtools-tabs', logSize: 1, ignoredServers: ['https://a.example'] },
  ],
  [{ evil: 1 }, {}],
  ['damaged', {}],
  [null, {}],
])('settings stored as %j are %j and the defaults', async (value, expected) => {
  items.set('settings', { version: 0, value });
  expect(await storedValue(SETTINGS_SHAPE).get()).toEqual({ ...DEFAULT_SETTINGS, ...expected });
});
