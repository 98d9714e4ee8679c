import type { Header, HeaderList } from '../fetch/header-list.ts';
import type { FetchTrace } from './fetch-trace.ts';
import { isVolatile, OF_EACH_ALONE } from './judge-alike.ts';

/**
 * The same trace; `look` is called whenever something is read of it that traces of one situation do not have in common. A
 * trace that was made of another on paper is told by `onlyOrigin` whether URLs with equal origins are alike in the other.
 */
export function watchedTrace(trace: FetchTrace, onlyOrigin: boolean, look: () => void): FetchTrace {
  const isOwn = (name: string | symbol) => OF_EACH_ALONE.has(String(name)) || (onlyOrigin && name === 'url');
  const known = new Map<object, object>();
  const watched = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const before = known.get(value);
    if (before) return before;
    const made = isHeaderList(value) ? watchedHeaders(value, look) : watchedFields(value, { isOwn, look, watched });
    known.set(value, made);
    return made;
  };
  return watched(trace) as FetchTrace;
}

interface Watch {
  isOwn(name: string | symbol): boolean;
  look(): void;
  watched(value: unknown): unknown;
}

/** A proxy of a copy: of what is frozen a proxy may not answer with something else. */
function watchedFields<T extends object>(value: T, { isOwn, look, watched }: Watch): T {
  const lookAt = (name: string | symbol) => {
    if (isOwn(name)) look();
  };
  return new Proxy((Array.isArray(value) ? [...value] : { ...value }) as T, {
    get: (fields, name) => {
      lookAt(name);
      return watched(Reflect.get(fields, name));
    },
    has: (fields, name) => {
      lookAt(name);
      return Reflect.has(fields, name);
    },
    // Whoever asks which fields there are may copy all of them.
    ownKeys: (fields) => {
      look();
      return Reflect.ownKeys(fields);
    },
    getOwnPropertyDescriptor: (fields, name) => {
      look();
      return Reflect.getOwnPropertyDescriptor(fields, name);
    },
  });
}

function isHeaderList(value: object): value is HeaderList {
  return Array.isArray(value) && value.length > 0 && value.every((header) => Array.isArray(header));
}

function watchedHeaders(headers: HeaderList, look: () => void): HeaderList {
  const isOwn = (name: string | symbol) => name === '1';
  const watched = (value: unknown) => value;
  return headers.map(
    (header): Header => (isVolatile(header[0], header[1]) ? watchedFields(header, { isOwn, look, watched }) : header),
  );
}
