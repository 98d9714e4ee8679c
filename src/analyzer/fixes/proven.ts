import type { StackId } from '../server/server-guess.ts';
import type { DetourId } from './detours/detour.ts';
import runs from './proven.json' with { type: 'json' };

/** One pair of versions whose snippets have turned blocked requests green in a real browser. */
export interface Proof {
  /** Names the run: "django-5.2". */
  readonly id: string;
  /** Id of the stack's version whose text was pasted; absent where one text serves all versions. */
  readonly version?: string;
  /** "Django 5.2.19". */
  readonly framework: string;
  /** "django-cors-headers 4.9.0"; null when the framework needs no library. */
  readonly library: string | null;
  /** "Chromium 156". */
  readonly browser: string;
  /** Kinds of failure that the snippet repaired, by the names of the backend suite. */
  readonly cases: readonly string[];
}

/**
 * What the backend suite has run the snippets of this stack or detour with, newest first; empty for one that it does not run. The
 * table is written by the suite (`npm run proof`), never by hand.
 */
export function proofsOf(id: StackId | DetourId): readonly Proof[] {
  return (runs as Partial<Record<StackId | DetourId, readonly Proof[]>>)[id] ?? [];
}
