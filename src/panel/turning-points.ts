import { changeBetween, type EndpointChange, endpointOf, isDecided } from '../analyzer/endpoint-changes.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { FetchTrace } from '../analyzer/trace/fetch-trace.ts';

/** What a fetch changed for its endpoint; undefined when the one before ended the same way, or there is none. */
export type TurningPoints = (analyzed: AnalyzedTrace) => EndpointChange | undefined;

/** So many undecided fetches of an endpoint in a row are passed over at most. */
const FAR_ENOUGH = 50;

/**
 * Finds where endpoints began to end otherwise: a list is read once and what is added to it later by itself, and fetches
 * are compared when they are asked about, so that thousands of rows that nobody looks at are not diagnosed for it.
 *
 * @returns for `traces` in the order of time, what each of them changed
 */
export function turningPointsOf(): (traces: readonly AnalyzedTrace[]) => TurningPoints {
  let read = emptyIndex();
  return (traces) => {
    if (!isContinued(read, traces)) read = emptyIndex();
    for (let at = read.places.size; at < traces.length; at += 1) add(read, (traces[at] as AnalyzedTrace).trace, at);
    const { before, places } = read;
    return (analyzed) => {
      const place = places.get(analyzed.trace.id);
      if (place === undefined || !isDecided(analyzed)) return undefined;
      let earlier = before[place] ?? -1;
      for (let step = 0; step < FAR_ENOUGH && earlier >= 0; step += 1) {
        const other = traces[earlier] as AnalyzedTrace;
        if (isDecided(other)) return remembered(other, analyzed);
        earlier = before[earlier] ?? -1;
      }
      return undefined;
    };
  };
}

interface Index {
  /** Places in the list, by id of the trace and in the same order. */
  readonly places: Map<string, number>;
  /** For each place, that of the fetch before of the same endpoint, or -1. */
  readonly before: number[];
  /** The last place of each endpoint. */
  readonly last: Map<string, number>;
}

function emptyIndex(): Index {
  return { places: new Map(), before: [], last: new Map() };
}

function add({ places, before, last }: Index, trace: FetchTrace, at: number): void {
  const endpoint = endpointOf(trace);
  before[at] = last.get(endpoint) ?? -1;
  last.set(endpoint, at);
  places.set(trace.id, at);
}

/** Whether the list begins with what was read, in the same order. */
function isContinued({ places }: Index, traces: readonly AnalyzedTrace[]): boolean {
  if (places.size > traces.length) return false;
  let at = 0;
  for (const id of places.keys()) {
    if (traces[at]?.trace.id !== id) return false;
    at += 1;
  }
  return true;
}

interface Compared {
  readonly before: AnalyzedTrace;
  readonly change: EndpointChange | undefined;
}

const memo = new WeakMap<AnalyzedTrace, Compared>();

/** The same object for the same two, so that a row that shows it need not be drawn again. */
function remembered(before: AnalyzedTrace, since: AnalyzedTrace): EndpointChange | undefined {
  const known = memo.get(since);
  if (known?.before === before) return known.change;
  const change = changeBetween(before, since);
  memo.set(since, { before, change });
  return change;
}
