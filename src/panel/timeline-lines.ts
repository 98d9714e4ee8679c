import type { AnalyzedTrace } from '../analyzer/report.ts';
import { changeBetween, isSameFetch } from './list-change.ts';
import type { ServerHeading, TimelineItem, TraceLine } from './timeline-items.ts';

/** How fetches are laid out in lines. */
export interface Layout {
  /** Fetches stand under the server that their verdict is about; otherwise there are no headings. */
  readonly grouped: boolean;
  /** Servers in the order of their earliest fetch, instead of the order in which the list comes to them. */
  readonly byFirstFetch: boolean;
  /** Servers of which only the heading is shown. */
  readonly collapsed: ReadonlySet<string>;
}

/** The lines of the timeline, and where things stand in them. */
export interface Lines {
  readonly items: readonly TimelineItem[];
  /** The place of the fetch that is at this place of the list; -1 where its server is collapsed or there is none. */
  rowPlace(at: number): number;
  /** The place of a server's heading, or -1. */
  headingPlace(server: string): number;
}

/**
 * Lays a list out in lines, and of the next list only what changed: lines of fetches that stayed as they were stay the same
 * objects. What it returned before tells no places any more.
 */
export function layingOut(): (traces: readonly AnalyzedTrace[], layout: Layout) => Lines {
  let state = newState(true);
  return (traces, layout) => {
    const { replaced, from } = changeBetween(state.traces, traces, isSameFetch);
    // Taking most of it away would take longer than beginning anew.
    if (state.grouped !== layout.grouped || from < state.traces.length / 2) state = newState(layout.grouped);
    else for (const at of replaced) replace(state, at, traces[at] as AnalyzedTrace);
    for (let at = state.traces.length - 1; at >= from; at -= 1) removeLast(state, at);
    for (let at = state.places.length; at < traces.length; at += 1) add(state, traces[at] as AnalyzedTrace);
    state.traces = traces;
    return { items: itemsOf(state, layout), ...placesOf(state, layout) };
  };
}

interface Group {
  readonly server: string;
  readonly rows: TraceLine[];
  blocked: number;
  heading: ServerHeading | undefined;
  /** Place of its first line. */
  start: number;
}

interface State {
  readonly grouped: boolean;
  traces: readonly AnalyzedTrace[];
  /** By server, in the order of the list; all in one where there are no headings. */
  readonly groups: Map<string, Group>;
  /** For each place of the list, the place within its group. */
  readonly places: number[];
}

function newState(grouped: boolean): State {
  return { grouped, traces: [], groups: new Map(), places: [] };
}

function keyIn({ grouped }: State, { serverOrigin }: AnalyzedTrace): string {
  return grouped ? serverOrigin : '';
}

function add(state: State, analyzed: AnalyzedTrace): void {
  const server = keyIn(state, analyzed);
  const group = state.groups.get(server) ?? { server, rows: [], blocked: 0, heading: undefined, start: 0 };
  if (group.rows.length === 0) state.groups.set(server, group);
  state.places.push(group.rows.length);
  group.rows.push({ kind: 'trace', analyzed });
  group.blocked += blockedIn(analyzed);
}

function removeLast(state: State, at: number): void {
  const analyzed = state.traces[at] as AnalyzedTrace;
  const server = keyIn(state, analyzed);
  const group = state.groups.get(server) as Group;
  state.places.pop();
  group.rows.pop();
  group.blocked -= blockedIn(analyzed);
  if (group.rows.length === 0) state.groups.delete(server);
}

function replace(state: State, at: number, analyzed: AnalyzedTrace): void {
  const group = state.groups.get(keyIn(state, analyzed)) as Group;
  const old = state.traces[at] as AnalyzedTrace;
  group.blocked += blockedIn(analyzed) - blockedIn(old);
  group.rows[state.places[at] as number] = { kind: 'trace', analyzed };
}

function blockedIn({ judgement }: AnalyzedTrace): 0 | 1 {
  return judgement.verdict === 'blocked' ? 1 : 0;
}

function itemsOf({ grouped, groups }: State, { byFirstFetch, collapsed }: Layout): readonly TimelineItem[] {
  const items: TimelineItem[] = [];
  for (const group of byFirstFetch ? inOrderOfFirst(groups) : groups.values()) {
    group.start = items.length;
    if (grouped) items.push(headingOf(group, collapsed));
    if (isHidden(group, collapsed)) continue;
    for (const row of group.rows) items.push(row);
  }
  return items;
}

function isHidden({ server }: Group, collapsed: ReadonlySet<string>): boolean {
  return collapsed.has(server);
}

/** The same object as before when it says the same. */
function headingOf(group: Group, hidden: ReadonlySet<string>): ServerHeading {
  const { server, rows, blocked, heading } = group;
  const guess = (rows[0] as TraceLine).analyzed.server;
  const collapsed = hidden.has(server);
  const isSame =
    heading?.guess === guess &&
    heading.blocked === blocked &&
    heading.of === rows.length &&
    heading.collapsed === collapsed;
  if (heading && isSame) return heading;
  group.heading = { kind: 'server', server, guess, blocked, of: rows.length, collapsed };
  return group.heading;
}

function inOrderOfFirst(groups: ReadonlyMap<string, Group>): readonly Group[] {
  const first = ({ rows }: Group) =>
    rows.reduce((earliest, { analyzed }) => Math.min(earliest, analyzed.trace.startedAt), Number.POSITIVE_INFINITY);
  return [...groups.values()]
    .map((group) => ({ group, at: first(group) }))
    .sort((a, b) => a.at - b.at)
    .map(({ group }) => group);
}

function placesOf(state: State, { grouped, collapsed }: Layout): Pick<Lines, 'rowPlace' | 'headingPlace'> {
  return {
    rowPlace: (at) => {
      const analyzed = state.traces[at];
      const group = analyzed && state.groups.get(keyIn(state, analyzed));
      if (!group || isHidden(group, collapsed)) return -1;
      return group.start + (grouped ? 1 : 0) + (state.places[at] ?? 0);
    },
    headingPlace: (server) => (grouped ? (state.groups.get(server)?.start ?? -1) : -1),
  };
}
