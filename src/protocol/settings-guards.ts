import { STACK_IDS } from '../analyzer/server/server-guess.ts';
import type { Settings } from './messages.ts';
import { isServerOrigin, LOG_SIZES, MOST_IGNORED, WATCH_MODES } from './settings-values.ts';

const IS_VALID: { readonly [K in keyof Settings]: (value: unknown) => boolean } = {
  preserveLog: isFlag,
  defaultStack: (value) => STACK_IDS.some((stack) => stack === value),
  paused: isFlag,
  watch: (value) => WATCH_MODES.some((mode) => mode === value),
  logSize: (value) => LOG_SIZES.some((size) => size === value),
  ignoredServers: (value) => Array.isArray(value) && value.length <= MOST_IGNORED && value.every(isServerOrigin),
};

/** Whether every setting that is there has a value it may have. */
export function isSettingsChange(value: unknown): value is Partial<Settings> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(IS_VALID).every(([name, isValid]) => {
    const given = (value as Record<string, unknown>)[name];
    return given === undefined || isValid(given);
  });
}

/** The settings that are there and have a value they may have; everything else is left behind. */
export function knownSettings(value: unknown): Partial<Settings> {
  if (typeof value !== 'object' || value === null) return {};
  const given = value as Record<string, unknown>;
  const valid = Object.entries(IS_VALID).filter(([name, isValid]) => given[name] !== undefined && isValid(given[name]));
  return Object.fromEntries(valid.map(([name]) => [name, given[name]]));
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}
