import { signal } from '@preact/signals';
import type { StackId } from '../analyzer/server/server-guess.ts';
import type { Extent } from '../ui/suggested-fix.ts';

/** What was picked for the fixes of this session beside the stack; kept while the panel is open. */
export function createFixChoices() {
  return {
    /** Version of a stack, where its snippets differ. */
    versions: signal<ReadonlyMap<StackId, string>>(new Map()),
    /** By server. */
    extents: signal<ReadonlyMap<string, Extent>>(new Map()),
  };
}

/** The map with one entry replaced; signals notice a new map only. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}
