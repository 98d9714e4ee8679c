import { code, type Prose, prose } from '../rules/prose.ts';

/** A value of a document that came from outside, with the path that leads to it: `log.entries[12].response`. */
export interface Place {
  readonly value: unknown;
  readonly path: string;
}

/** Something in the document is not what its format says. Never leaves this folder: it becomes a message. */
export class ShapeError extends Error {
  readonly text: Prose;

  constructor({ path, value }: Place, wanted: string) {
    super(`${path} is not ${wanted}`);
    this.text =
      value === undefined
        ? prose`${code(path)} is missing: it should be ${wanted}.`
        : prose`${code(path)} is ${kindOf(value)}: it should be ${wanted}.`;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'an object';
}

/** What `read` returns, or the message of the first thing in the document that is not as it should be. */
export function attempt<T>(read: () => T): { readonly value: T } | { readonly problem: Prose } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof ShapeError) return { problem: error.text };
    throw error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of an object; its value is undefined when the object has no such field of its own. */
export function field(place: Place, name: string): Place {
  if (!isRecord(place.value)) throw new ShapeError(place, 'an object');
  const value = Object.hasOwn(place.value, name) ? place.value[name] : undefined;
  return { value, path: place.path === '' ? name : `${place.path}.${name}` };
}

export function items(place: Place): readonly Place[] {
  const { value, path } = place;
  if (!Array.isArray(value)) throw new ShapeError(place, 'a list');
  return value.map((item: unknown, index) => ({ value: item, path: `${path}[${index}]` }));
}

export function text(place: Place): string {
  if (typeof place.value !== 'string') throw new ShapeError(place, 'text');
  return place.value;
}

export function filledText(place: Place): string {
  if (text(place) === '') throw new ShapeError(place, 'text that is not empty');
  return text(place);
}

export function finite(place: Place): number {
  if (typeof place.value !== 'number' || !Number.isFinite(place.value)) throw new ShapeError(place, 'a number');
  return place.value;
}

/** A whole number that is not negative. */
export function count(place: Place): number {
  const value = finite(place);
  if (!Number.isSafeInteger(value) || value < 0) throw new ShapeError(place, 'a whole number, 0 or more');
  return value;
}

export function flag(place: Place): boolean {
  if (typeof place.value !== 'boolean') throw new ShapeError(place, 'true or false');
  return place.value;
}

export function oneOf<T extends string>(place: Place, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === place.value);
  if (found === undefined) throw new ShapeError(place, `one of ${allowed.join(', ')}`);
  return found;
}

/** Null where the document has null; an absent field is not null. */
export function orNull<T>(place: Place, read: (place: Place) => T): T | null {
  return place.value === null ? null : read(place);
}

/** Undefined where the document has null or nothing. */
export function optional<T>(place: Place, read: (place: Place) => T): T | undefined {
  return place.value === null || place.value === undefined ? undefined : read(place);
}

/** The same for what is only looked at: undefined too when it is something else. */
export function ifText(place: Place): string | undefined {
  return typeof place.value === 'string' ? place.value : undefined;
}

export function ifNumber(place: Place): number | undefined {
  return typeof place.value === 'number' && Number.isFinite(place.value) ? place.value : undefined;
}

/** A field of something that need not be an object. */
export function ifField({ value, path }: Place, name: string): Place {
  return isRecord(value) ? field({ value, path }, name) : { value: undefined, path: `${path}.${name}` };
}
