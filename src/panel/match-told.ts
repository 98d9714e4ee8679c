import type { EpochMs, PageFacts } from '../analyzer/trace/observation.ts';
import type { RequestReport } from '../protocol/messages.ts';
import type { Told } from './page-records.ts';

/** A request that something may have been told about. */
export interface Subject {
  readonly id: string;
  readonly key: string;
  readonly startedAt: EpochMs;
}

export interface Matched {
  readonly reports: readonly RequestReport[];
  /** What was used up: each call made one request. */
  readonly used: readonly Told[];
  /** More may come that would change the result: look again later. */
  readonly unsettled: boolean;
}

/** Clocks of page and browser, and rounding of their times. */
const SLACK_MS = 100;
/** A request that starts later than this after its call was not made by it. */
const LATEST_MS = 60_000;
/** Requests show within this time of the call that made them. */
const SETTLED_MS = 1000;

/**
 * Finds the request that each call made, by key and time. As many requests as calls are matched in their order. Where
 * the numbers differ (a call answered from a memory cache makes no request, a reconnecting event source makes several),
 * the latest call before a request is taken for its own, and only what all calls in question agree on is reported.
 */
export function matchTold(told: readonly Told[], subjects: readonly Subject[], now: EpochMs): Matched {
  const groups = new Map<string, { told: Told[]; subjects: Subject[] }>();
  for (const one of told) groupOf(groups, one.key).told.push(one);
  for (const subject of subjects) groups.get(subject.key)?.subjects.push(subject);
  const matched = [...groups.values()].map((group) => matchGroup(group.told, group.subjects, now));
  return {
    reports: matched.flatMap(({ reports }) => reports).filter((report) => Object.keys(report).length > 1),
    used: matched.flatMap(({ used }) => used),
    unsettled: matched.some(({ unsettled }) => unsettled),
  };
}

function groupOf<G>(groups: Map<string, { told: Told[]; subjects: G[] }>, key: string) {
  const known = groups.get(key) ?? { told: [], subjects: [] };
  groups.set(key, known);
  return known;
}

function matchGroup(told: readonly Told[], subjects: readonly Subject[], now: EpochMs): Matched {
  if (subjects.length === 0) return { reports: [], used: [], unsettled: told.some((one) => isFresh(one, now)) };
  const timeless = told.filter(({ at }) => at === undefined);
  if (timeless.length > 0) {
    const facts = agreed(told);
    return { reports: subjects.map(({ id }) => ({ requestId: id, ...facts })), used: [], unsettled: false };
  }
  const calls = told.toSorted((a, b) => timeOf(a) - timeOf(b));
  const requests = subjects.toSorted((a, b) => a.startedAt - b.startedAt || compareText(a.id, b.id));
  const inOrder = requests.every((request, index) => canHaveMade(calls[index], request));
  if (calls.length === requests.length && inOrder) {
    return {
      reports: requests.map(({ id }, index) => ({ requestId: id, ...calls[index]?.facts })),
      used: calls,
      unsettled: false,
    };
  }
  if (calls.some((call) => isFresh(call, now))) return { reports: [], used: [], unsettled: true };
  return latestFirst(calls, requests);
}

function latestFirst(calls: readonly Told[], requests: readonly Subject[]): Matched {
  const facts = agreed(calls);
  const free = [...calls];
  const used: Told[] = [];
  const reports: RequestReport[] = [];
  for (const request of requests.toReversed()) {
    const index = free.findLastIndex((call) => canHaveMade(call, request));
    const [call] = index < 0 ? [] : free.splice(index);
    if (!call) continue;
    used.push(call);
    reports.push({ requestId: request.id, ...facts });
  }
  return { reports, used, unsettled: false };
}

function canHaveMade(call: Told | undefined, { startedAt }: Subject): boolean {
  return call !== undefined && startedAt >= timeOf(call) - SLACK_MS && startedAt <= timeOf(call) + LATEST_MS;
}

function agreed(told: readonly Told[]): PageFacts {
  const shared = <K extends keyof PageFacts>(key: K) => {
    const values = new Set(told.map(({ facts }) => facts[key]));
    const [value] = values;
    return values.size === 1 && value !== undefined ? { [key]: value } : {};
  };
  return { ...shared('credentialsMode'), ...shared('mode'), ...shared('redirectMode'), ...shared('couldRead') };
}

function isFresh(one: Told, now: EpochMs): boolean {
  return one.at !== undefined && one.at > now - SETTLED_MS;
}

function timeOf({ at }: Told): EpochMs {
  return at ?? Number.NEGATIVE_INFINITY;
}

function compareText(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
