import { type StoredShape, storedValue } from '../platform/stored-value.ts';
import { isSettingsChange, knownSettings } from '../protocol/guards.ts';
import type { Settings } from '../protocol/messages.ts';

const DEFAULTS: Settings = { preserveLog: false, defaultStack: 'django' };

/** To change the shape: change `Settings` and append the function that turns the last shape into the new one. */
export const SETTINGS_SHAPE: StoredShape<Settings> = {
  key: 'settings',
  fallback: DEFAULTS,
  upgraders: [],
  parse: (value) => (isSettingsChange(value) ? { ...DEFAULTS, ...knownSettings(value) } : DEFAULTS),
};

const stored = storedValue(SETTINGS_SHAPE);

export function loadSettings(): Promise<Settings> {
  return stored.get();
}

/** Changes some settings and returns all of them. */
export function saveSettings(change: Partial<Settings>): Promise<Settings> {
  return stored.update((current) => ({ ...current, ...change }));
}
