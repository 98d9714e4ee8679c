import { signal } from '@preact/signals';
import type { DetourId } from '../analyzer/fixes/detours/detour.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import type { Extent } from '../ui/suggested-fix.ts';

/** What was picked for the fixes of this session beside the stack; kept while the panel is open. */
export function createFixChoices() {
  const versions = signal<ReadonlyMap<StackId, string>>(new Map());
  const extents = signal<ReadonlyMap<string, Extent>>(new Map());
  const foreign = signal<ReadonlySet<string>>(new Set());
  const detours = signal<ReadonlyMap<string, DetourId>>(new Map());
  return {
    /** Version of a stack, where its snippets differ. */
    versions,
    /** How much of the snippet is shown, by server. */
    extents,
    /** Servers that are not the reader's own. */
    foreign,
    /** The way around such a server, by server. */
    detours,
    setVersion(stack: StackId, version: string): void {
      versions.value = new Map(versions.value).set(stack, version);
    },
    setExtent(server: string, extent: Extent): void {
      extents.value = new Map(extents.value).set(server, extent);
    },
    setForeign(server: string, isForeign: boolean): void {
      const others = [...foreign.value].filter((known) => known !== server);
      foreign.value = new Set(isForeign ? [...others, server] : others);
    },
    setDetour(server: string, detour: DetourId): void {
      detours.value = new Map(detours.value).set(server, detour);
    },
  };
}
