import {
  changeBetween as changeOfEndpoint,
  type EndpointChange,
  endpointOf,
  isDecided,
} from '../analyzer/endpoint-changes.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import { changeBetween } from './list-change.ts';

export interface TurningPoints {
  /** What a fetch changed for its endpoint; undefined when the one before ended the same way, or there is none. */
  (analyzed: AnalyzedTrace): EndpointChange | undefined;
  /** The fetches of its endpoint up to this one, in the order of time. */
  fetchesUpTo(analyzed: AnalyzedTrace): readonly AnalyzedTrace[];
  /** The fetch with this id. */
  find(id: string): AnalyzedTrace | undefined;
}

/** So many undecided fetches of an endpoint in a row are passed over at most. */
const FAR_ENOUGH = 50;

/**
 * Finds where endpoints began to end otherwise: of a list that changed only what comes from the first other fetch on is
 * read again, and fetches are compared when they are asked about, so that thousands of rows that nobody looks at are not
 * diagnosed for it.
 *
 * @returns for `traces` in the order of time, what each of them changed; it tells of the list that was given last
 */
export function turningPointsOf(): (traces: readonly AnalyzedTrace[]) => TurningPoints {
  const index = emptyIndex();
  let read: readonly AnalyzedTrace[] = [];
  return (traces) => {
    const { from } = changeBetween(read, traces, isSameRequest);
    for (let at = read.length - 1; at >= from; at -= 1) remove(index, read[at] as AnalyzedTrace, at);
    for (let at = from; at < traces.length; at += 1) add(index, traces[at] as AnalyzedTrace, at);
    read = traces;
    const { before, places } = index;
    const changeWith = (analyzed: AnalyzedTrace) => {
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
    const fetchesUpTo = (analyzed: AnalyzedTrace) => {
      const found: AnalyzedTrace[] = [];
      for (let at = places.get(analyzed.trace.id) ?? -1; at >= 0; at = before[at] ?? -1)
        found.push(traces[at] as AnalyzedTrace);
      return found.reverse();
    };
    return Object.assign(changeWith, { fetchesUpTo, find: (id: string) => traces[places.get(id) ?? -1] });
  };
}

interface Index {
  /** Places in the list, by id of the trace. */
  readonly places: Map<string, number>;
  /** For each place, that of the fetch before of the same endpoint, or -1. */
  readonly before: number[];
  /** The endpoint of each place. */
  readonly endpoints: string[];
  /** The last place of each endpoint. */
  readonly last: Map<string, number>;
}

function emptyIndex(): Index {
  return { places: new Map(), before: [], endpoints: [], last: new Map() };
}

function add({ places, before, endpoints, last }: Index, { trace }: AnalyzedTrace, at: number): void {
  const endpoint = endpointOf(trace);
  before.push(last.get(endpoint) ?? -1);
  endpoints.push(endpoint);
  last.set(endpoint, at);
  places.set(trace.id, at);
}

/** Of the last place. */
function remove({ places, before, endpoints, last }: Index, { trace }: AnalyzedTrace, at: number): void {
  const [earlier = -1, endpoint = ''] = [before.pop(), endpoints.pop()];
  if (earlier < 0) last.delete(endpoint);
  else last.set(endpoint, earlier);
  if (places.get(trace.id) === at) places.delete(trace.id);
}

/** Whether what was read of one holds for the other. */
function isSameRequest({ trace: a }: AnalyzedTrace, { trace: b }: AnalyzedTrace): boolean {
  return a === b || (a.id === b.id && endpointOf(a) === endpointOf(b));
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
  const change = changeOfEndpoint(before, since);
  memo.set(since, { before, change });
  return change;
}
