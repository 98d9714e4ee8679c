import type { Observation } from '../analyzer/trace/observation.ts';

/** What one item of `storage.session` holds: part of the observations, and requests whose observations no longer count. */
export interface Chunk {
  readonly kept: readonly StoredObservation[];
  readonly gone: readonly string[];
}

/** An observation and the text that stands for it: equal observations have equal texts, also after having been stored. */
export interface StoredObservation {
  readonly observation: Observation;
  readonly text: string;
}

/**
 * Raised whenever observations or chunks change their shape. Chunks of another version are of no use and are left out.
 */
const VERSION = 2;

/**
 * An observation as stored: JSON in ASCII, because Firefox counts two bytes for every character of a string as soon as
 * one of them is not Latin-1.
 */
export function textOf(observation: Observation): string {
  return JSON.stringify(observation).replaceAll(NOT_ASCII, escaped);
}

const NOT_ASCII = /[^\0-\x7f]/g;

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * A chunk as one string: far cheaper to store and to read than objects, and it counts once against the quota. JSON with a line
 * for each observation, so that their texts are there again without being made.
 */
export function encodeChunk(texts: readonly string[], gone: readonly string[]): string {
  const lines = texts.length === 0 ? '' : `\n${texts.join(',\n')}`;
  return `{"version":${VERSION},"gone":${JSON.stringify(gone)},"observations":[${lines}\n]}`;
}

/** The chunk in a stored item, undefined when it is damaged or was written by another version. */
export function decodeChunk(stored: unknown): Chunk | undefined {
  const value = parseJson(stored);
  if (!isObject(value)) return undefined;
  const { version, gone, observations } = value;
  if (version !== VERSION || !isArrayOf(gone, isString) || !isArrayOf(observations, isObservation)) return undefined;
  const lines = String(stored).split('\n').slice(1, -1);
  if (lines.length !== observations.length) return undefined;
  const last = lines.length - 1;
  const kept = observations.map((observation, at) => {
    const line = lines[at] ?? '';
    return { observation, text: at < last ? line.slice(0, -1) : line };
  });
  return { gone, kept };
}

export function parseJson(stored: unknown): unknown {
  if (typeof stored !== 'string') return undefined;
  try {
    return JSON.parse(stored);
  } catch {
    return undefined;
  }
}

/** Enough of a check that no observation of another shape can make the reducer throw. */
function isObservation(value: unknown): value is Observation {
  if (!isObject(value)) return false;
  const { kind, requestId, at, url } = value;
  if (!isString(requestId) || !isString(url) || typeof at !== 'number' || !Number.isFinite(at)) return false;
  const check = isString(kind) ? FIELDS_OF_KIND[kind] : undefined;
  return check?.(value) ?? false;
}

const FIELDS_OF_KIND: Readonly<Record<string, ((value: Record<string, unknown>) => boolean) | undefined>> = {
  'before-request': ({ method, type, tabId, frameId, initiatorOrigin, documentFrom }) =>
    isString(method) &&
    isString(type) &&
    Number.isInteger(tabId) &&
    Number.isInteger(frameId) &&
    [initiatorOrigin, documentFrom].every((told) => told === undefined || isString(told)),
  'before-send-headers': ({ requestHeaders }) => isHeaderList(requestHeaders),
  'headers-received': ({ status, responseHeaders }) => Number.isInteger(status) && isHeaderList(responseHeaders),
  'before-redirect': ({ status, redirectUrl, responseHeaders }) =>
    Number.isInteger(status) && isString(redirectUrl) && isHeaderList(responseHeaders),
  'response-started': ({ status }) => Number.isInteger(status),
  completed: ({ status, responseHeaders }) => Number.isInteger(status) && isHeaderList(responseHeaders),
  'error-occurred': ({ netError }) => isString(netError),
  'page-report': ({ credentialsMode, mode, redirectMode, couldRead }) =>
    [credentialsMode, mode, redirectMode].every((told) => told === undefined || isString(told)) &&
    (couldRead === undefined || typeof couldRead === 'boolean'),
};

function isHeaderList(value: unknown): boolean {
  return isArrayOf(value, isHeader);
}

function isHeader(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && isString(value[0]) && isString(value[1]);
}

function isArrayOf<T>(value: unknown, check: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(check);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
