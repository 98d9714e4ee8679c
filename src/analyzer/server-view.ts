import type { Timeline } from './rules/rule.ts';
import { guessServer } from './server/fingerprints.ts';
import type { ServerGuess } from './server/server-guess.ts';
import type { Subject } from './subject.ts';
import { timelineOf } from './timeline.ts';
import type { Alike } from './trace/judge-alike.ts';

interface Seen {
  readonly server: ServerGuess;
  readonly timeline: Timeline;
}

/** What all fetches to one server show together. */
export interface Server {
  readonly guess: ServerGuess;
  readonly timeline: Timeline;
  /** Equal keys mean equal guesses and timelines. */
  readonly key: string;
  /** Runs `use` with guess and timeline; `looked`: it read something of them. */
  watched<T>(use: (seen: Seen) => T): { readonly value: T; readonly looked: boolean };
}

/** The servers by origin, in the order of their first fetch. A server whose fetches are the same as before costs nothing. */
export function serversOf(subjects: readonly Subject[]): ReadonlyMap<string, Server> {
  const servers = new Map<string, Server>();
  for (const [origin, group] of byServer(subjects)) servers.set(origin, serverOf(origin, group));
  return servers;
}

export function byServer<T extends { readonly serverOrigin: string }>(
  entries: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const group = groups.get(entry.serverOrigin);
    if (group) group.push(entry);
    else groups.set(entry.serverOrigin, [entry]);
  }
  return groups;
}

/** By the first fetch of the group, which stays the first while a log grows. */
const serverMemo = new WeakMap<Subject, { readonly group: readonly Subject[]; readonly server: Server }>();

function serverOf(origin: string, group: readonly Subject[]): Server {
  const first = group[0] as Subject;
  const known = serverMemo.get(first);
  if (known && isSameList(known.group, group)) return known.server;
  const seen = representatives(group);
  const guess = guessServer(seen.map(({ trace }) => trace));
  const timeline = timelineOf(origin, seen, group);
  const key = JSON.stringify([guess, timeline]);
  const server = known?.server.key === key ? known.server : newServer(guess, timeline, key);
  serverMemo.set(first, { group, server });
  return server;
}

/**
 * Of fetches that are alike the first and the last: what a server shows, it shows in each of them, and only which came
 * first and which came last tells something. All firsts stand before all lasts, in the order of time.
 */
function representatives(group: readonly Subject[]): readonly Subject[] {
  const firsts = firstOfEach(group);
  const lasts = firstOfEach(group.toReversed());
  return [...firsts, ...lasts.reverse()];
}

function firstOfEach(subjects: readonly Subject[]): Subject[] {
  const met = new Set<Alike>();
  return subjects.filter(({ alike }) => !met.has(alike) && met.add(alike));
}

export function isSameList<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.length === right.length && left.every((one, index) => one === right[index]);
}

function newServer(guess: ServerGuess, timeline: Timeline, key: string): Server {
  let looked = false;
  const look = () => {
    looked = true;
  };
  const seen = { server: noticing(guess, look), timeline: noticing(timeline, look) };
  return {
    guess,
    timeline,
    key,
    watched: (use) => {
      looked = false;
      const value = use(seen);
      return { value, looked };
    },
  };
}

/** The same facts; `look` is called whenever one is read. */
function noticing<T extends object>(facts: T, look: () => void): T {
  return new Proxy(facts, {
    get: (target, name, receiver) => {
      look();
      return Reflect.get(target, name, receiver);
    },
  });
}
