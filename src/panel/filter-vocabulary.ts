import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { Vocabulary } from './filter-completion.ts';
import { diagnosedKindOf, type Kind } from './filter-kinds.ts';
import { tallying } from './list-change.ts';

/**
 * What there is to ask for in a list, the most frequent first. Of a list that follows another only what changed is counted.
 */
export function vocabularyOf(): (traces: readonly AnalyzedTrace[]) => Vocabulary {
  const kinds = new Map<Kind, number>();
  const tally = tallying<AnalyzedTrace>({
    removed: (analyzed) => count(kinds, diagnosedKindOf(analyzed), -1),
    added: (analyzed) => count(kinds, diagnosedKindOf(analyzed), 1),
  });
  return (traces) => {
    tally(traces);
    return wordsOf(kinds);
  };
}

function wordsOf(kinds: ReadonlyMap<Kind, number>): Vocabulary {
  const server = new Map<string, number>();
  const cause = new Map<string, number>();
  const method = new Map<string, number>();
  const status = new Map<string, number>();
  const origin = new Map<string, number>();
  const type = new Map<string, number>();
  for (const [kind, times] of kinds) {
    const { told } = kind;
    count(server, withoutScheme(kind.server), times);
    count(method, kind.methods[0] ?? '', times);
    count(status, String(kind.status ?? 'none'), times);
    count(type, kind.type, times);
    if (kind.origin !== undefined) count(origin, withoutScheme(kind.origin), times);
    if (told?.rule !== undefined) count(cause, told.rule, times);
    for (const rule of told?.findings ?? []) count(cause, rule, times);
  }
  return {
    server: byFrequency(server),
    cause: byFrequency(cause),
    method: byFrequency(method),
    status: byFrequency(status),
    origin: byFrequency(origin),
    type: byFrequency(type),
  };
}

/** Both schemes of a host are one word. */
function withoutScheme(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}

/** What does not occur any more is forgotten. */
function count<K>(counts: Map<K, number>, value: K, times: number): void {
  const now = (counts.get(value) ?? 0) + times;
  if (now === 0) counts.delete(value);
  else counts.set(value, now);
}

function byFrequency(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
}
