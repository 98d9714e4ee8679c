import { browser } from './browser.ts';

/** How a value is kept in `storage.local` over versions of the extension. */
export interface StoredShape<T> {
  readonly key: string;
  readonly fallback: T;
  /** The stored value of the current version, field by field; what cannot be used falls back. */
  parse(value: unknown): T;
  /** `upgraders[n]` turns version n into version n + 1. The current version is their number. */
  readonly upgraders: readonly ((value: unknown) => unknown)[];
}

interface Envelope {
  readonly version: number;
  readonly value: unknown;
}

export interface StoredValue<T> {
  get(): Promise<T>;
  /** Changes what is stored and returns the result. Changes made at the same time do not undo each other. */
  update(change: (current: T) => T): Promise<T>;
}

/** A value that outlives the browser. Unreadable and newer versions read as the fallback, and are not overwritten by reading. */
export function storedValue<T>(shape: StoredShape<T>): StoredValue<T> {
  let lastUpdate: Promise<unknown> = Promise.resolve();
  const get = async () => {
    const items = await browser.storage.local.get(shape.key);
    return read(shape, items[shape.key]);
  };
  const write = async (change: (current: T) => T) => {
    const value = change(await get());
    const envelope: Envelope = { version: shape.upgraders.length, value };
    await browser.storage.local.set({ [shape.key]: envelope });
    return value;
  };
  return {
    get,
    update(change) {
      const result = lastUpdate.then(() => write(change));
      lastUpdate = result.catch(() => undefined);
      return result;
    },
  };
}

function read<T>({ fallback, parse, upgraders }: StoredShape<T>, stored: unknown): T {
  if (!isEnvelope(stored) || stored.version > upgraders.length) return fallback;
  return parse(upgraders.slice(stored.version).reduce((value, upgrade) => upgrade(value), stored.value));
}

function isEnvelope(stored: unknown): stored is Envelope {
  if (typeof stored !== 'object' || stored === null) return false;
  const { version } = stored as Partial<Envelope>;
  return typeof version === 'number' && Number.isInteger(version) && version >= 0;
}
