import type { FetchTrace } from '../trace/fetch-trace.ts';

/** The origin that most of the traces belong to; null when none tells. */
export function pageOrigin(traces: readonly FetchTrace[]): string | null {
  const counts = new Map<string, number>();
  for (const { initiatorOrigin } of traces) {
    if (initiatorOrigin !== undefined && initiatorOrigin !== 'null') {
      counts.set(initiatorOrigin, (counts.get(initiatorOrigin) ?? 0) + 1);
    }
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? null;
}
