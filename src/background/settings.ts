import { type StoredShape, storedValue } from '../platform/stored-value.ts';
import type { Settings } from '../protocol/messages.ts';
import { knownSettings } from '../protocol/settings-guards.ts';
import { DEFAULT_SETTINGS } from '../protocol/settings-values.ts';

/** To change the shape: change `Settings` and append the function that turns the last shape into the new one. */
export const SETTINGS_SHAPE: StoredShape<Settings> = {
  key: 'settings',
  fallback: DEFAULT_SETTINGS,
  upgraders: [],
  parse: (value) => ({ ...DEFAULT_SETTINGS, ...knownSettings(value) }),
};

const stored = storedValue(SETTINGS_SHAPE);

export function loadSettings(): Promise<Settings> {
  return stored.get();
}

/** Changes some settings and returns all of them. */
export function saveSettings(change: Partial<Settings>): Promise<Settings> {
  return stored.update((current) => ({ ...current, ...change }));
}
