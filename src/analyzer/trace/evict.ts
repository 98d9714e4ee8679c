import type { EpochMs } from './observation.ts';

/** What takes up space, as far as it matters for what to give up first. */
export interface EvictionCandidate {
  readonly id: string;
  readonly startedAt: EpochMs;
  readonly bytes: number;
  /** A request that the page could not read, or may not have been able to. */
  readonly blocked: boolean;
}

/** Ids to give up until `bytes` are free: the oldest that passed first, then the oldest that were blocked. */
export function chooseEvictions(candidates: readonly EvictionCandidate[], bytes: number): string[] {
  const order = candidates.toSorted((a, b) => Number(a.blocked) - Number(b.blocked) || a.startedAt - b.startedAt);
  const chosen: string[] = [];
  let freed = 0;
  for (const candidate of order) {
    if (freed >= bytes) break;
    chosen.push(candidate.id);
    freed += candidate.bytes;
  }
  return chosen;
}
