import type { EpochMs } from '../analyzer/trace/observation.ts';
import { isObject, parseJson } from './stored-chunk.ts';

/** What is remembered of a tab besides its observations. */
export interface TabNotes {
  readonly capturedFrom: EpochMs;
  /** Traces given up for space. */
  readonly dropped: number;
}

const VERSION = 1;

export function encodeNotes(tabs: ReadonlyMap<number, TabNotes>): string {
  return JSON.stringify({ version: VERSION, tabs: [...tabs] });
}

/** The notes in a stored item; empty when it is damaged or was written by another version. */
export function decodeNotes(stored: unknown): Map<number, TabNotes> {
  const value = parseJson(stored);
  if (!isObject(value)) return new Map();
  const { version, tabs } = value;
  if (version !== VERSION || !Array.isArray(tabs)) return new Map();
  return new Map(tabs.filter(isEntry));
}

function isEntry(entry: unknown): entry is [number, TabNotes] {
  if (!Array.isArray(entry) || entry.length !== 2 || !isObject(entry[1])) return false;
  const { capturedFrom, dropped } = entry[1];
  return Number.isInteger(entry[0]) && Number.isFinite(capturedFrom) && Number.isInteger(dropped);
}
