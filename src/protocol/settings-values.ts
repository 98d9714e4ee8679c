import type { LogSize, Settings, WatchMode } from './messages.ts';

/** In the order in which they are offered. */
export const WATCH_MODES: readonly WatchMode[] = ['all-tabs', 'devtools-tabs'];

/** In MiB. `storage.session` holds 10 of them, and needs some to write what replaces other things. */
export const LOG_SIZES: readonly LogSize[] = [1, 2, 4, 8];

/** More than anybody types, less than would slow the recording down. */
export const MOST_IGNORED = 200;

/** What holds until something else is chosen. */
export const DEFAULT_SETTINGS: Settings = {
  preserveLog: false,
  defaultStack: 'django',
  paused: false,
  watch: 'all-tabs',
  logSize: 8,
  ignoredServers: [],
};

/** Whether it is the serialised origin of a server: `https://api.example.com`, nothing after it. */
export function isServerOrigin(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 300 || !/^https?:/.test(value) || !URL.canParse(value)) return false;
  return new URL(value).origin === value;
}
