import type { AnalyzedTrace } from '../analyzer/report.ts';
import { firstHop } from '../analyzer/trace/fetch-trace.ts';

/**
 * What the detail shows. It follows the endpoint over a reload: whoever pastes a fix and reloads looks at the same
 * request again, in its new state.
 */
export type Selection =
  /** Nothing chosen yet: the first blocked fetch is taken as soon as there is one. */
  | { readonly kind: 'automatic' }
  | { readonly kind: 'chosen'; readonly id: string; readonly endpoint: string }
  /** The reader closed the detail. */
  | { readonly kind: 'none' };

export const AUTOMATIC: Selection = { kind: 'automatic' };

/** Method and URL without query: what stays the same when a page makes its requests again. */
function endpointOf({ trace }: AnalyzedTrace): string {
  const { method, url } = firstHop(trace);
  return `${method} ${url.replace(/[?#].*$/s, '')}`;
}

export function chosen(analyzed: AnalyzedTrace): Selection {
  return { kind: 'chosen', id: analyzed.trace.id, endpoint: endpointOf(analyzed) };
}

/** The selection after the traces changed: kept while its fetch exists, else the newest of its endpoint. */
export function reconciled(selection: Selection, traces: readonly AnalyzedTrace[]): Selection {
  if (selection.kind === 'automatic') {
    const blocked = traces.find(({ judgement }) => judgement.verdict === 'blocked');
    return blocked ? chosen(blocked) : selection;
  }
  if (selection.kind === 'none' || traces.some(({ trace }) => trace.id === selection.id)) return selection;
  const again = traces.findLast((analyzed) => endpointOf(analyzed) === selection.endpoint);
  return again ? chosen(again) : selection;
}

/** Finds a fetch by its id, near the place where it was found last; -1 when it is not there. */
export function finding(): (traces: readonly AnalyzedTrace[], id: string) => number {
  let last = 0;
  return (traces, id) => {
    if (traces[last]?.trace.id === id) return last;
    const at = traces.findIndex(({ trace }) => trace.id === id);
    last = Math.max(at, 0);
    return at;
  };
}
