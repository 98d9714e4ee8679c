import { cacheFills } from './cache-fills.ts';
import { causeOf, findingsOf, judgedHop, type Surroundings } from './diagnose.ts';
import { browserNames, candidateNames } from './failure-names.ts';
import { knownValue } from './fetch/known.ts';
import { serializedOriginOf } from './fetch/origin.ts';
import { applyPolicy } from './fixes/patch.ts';
import { policyFor } from './fixes/policy.ts';
import type { Policy } from './fixes/policy-type.ts';
import { otherReadings, type Reading } from './other-readings.ts';
import { preflightHistory } from './preflight-history.ts';
import type { AnalyzedTrace, BrowserNames, Report, ServerPolicy } from './report.ts';
import type { Diagnosis } from './rules/rule.ts';
import { byServer, isSameList, type Server, type Subject, serversOf } from './server-view.ts';
import type { EarlierRequests } from './trace/earlier-requests.ts';
import { type FetchTrace, lastHop } from './trace/fetch-trace.ts';
import { type Alike, alikeOf, judgeAlike } from './trace/judge-alike.ts';

/**
 * The one public entry: everything that can be said about a page's fetches, derived from their traces alone.
 *
 * Traces are immutable, so work is remembered per trace object: a live panel that calls this with one new trace among
 * ten thousand known ones pays for the new one. Verdicts are there at once; diagnoses, browsers' names, other readings
 * and `policies` are computed when they are first read.
 */
export function analyze(traces: readonly FetchTrace[]): Report {
  const subjects = traces.map(subjectOf);
  const servers = serversOf(subjects);
  const histories = preflightHistory(subjects);
  const fills = cacheFills(traces);
  const analyzed = subjects.map((subject) => {
    const { trace, serverOrigin } = subject;
    const server = servers.get(serverOrigin);
    if (!server) throw new Error(`server ${serverOrigin} of trace ${trace.id} was not grouped`);
    const preflights = histories.get(trace);
    const cacheFill = fills.get(trace);
    if (!preflights && !cacheFill) return analyzedTrace(subject, server, NOTHING_EARLIER);
    return analyzedTrace(subject, server, { preflights: preflights ?? [], ...(cacheFill ? { cacheFill } : {}) });
  });
  let policies: readonly ServerPolicy[] | undefined;
  return {
    traces: analyzed,
    get policies() {
      policies ??= serverPolicies(analyzed);
      return policies;
    },
  };
}

/**
 * Judges traces from index `from` on for as long as there is time, so that a following {@link analyze} finds the work
 * done: for callers that must not be busy for long.
 *
 * @returns the index of the first trace that is not judged
 */
export function judgeAhead(traces: readonly FetchTrace[], from: number, hasTime: () => boolean): number {
  let index = from;
  while (index < traces.length && hasTime()) {
    subjectOf(traces[index] as FetchTrace);
    index += 1;
  }
  return index;
}

const NOTHING_EARLIER: EarlierRequests = { preflights: [] };

const subjectMemo = new WeakMap<FetchTrace, Subject>();

function subjectOf(trace: FetchTrace): Subject {
  const known = subjectMemo.get(trace);
  if (known) return known;
  const alike = alikeOf(trace);
  // A copy: others remember what they made of a judgement by its identity.
  const judgement = { ...alike.judgement };
  const hop = trace.hops[judgedHop(trace, judgement)] ?? lastHop(trace);
  const subject = { trace, judgement, alike, serverOrigin: serializedOriginOf(hop.url) };
  subjectMemo.set(trace, subject);
  return subject;
}

/** What was said about a trace, and what it was said with: equal keys mean that it still holds. */
interface Said {
  readonly serverKey: string;
  readonly earlierKey: string;
  readonly analyzed: AnalyzedTrace;
}

const saidMemo = new WeakMap<FetchTrace, Said>();

function analyzedTrace(subject: Subject, server: Server, earlier: EarlierRequests): AnalyzedTrace {
  const earlierKey = earlier === NOTHING_EARLIER ? '' : JSON.stringify(earlier);
  const known = saidMemo.get(subject.trace);
  if (known?.serverKey === server.key && known.earlierKey === earlierKey) return known.analyzed;
  const analyzed = withDetailsOnDemand(subject, server, earlier, earlierKey);
  saidMemo.set(subject.trace, { serverKey: server.key, earlierKey, analyzed });
  return analyzed;
}

function withDetailsOnDemand(
  { trace, judgement, serverOrigin }: Subject,
  server: Server,
  earlier: EarlierRequests,
  earlierKey: string,
): AnalyzedTrace {
  let names: BrowserNames | undefined;
  let candidates: AnalyzedTrace['candidateNames'] | undefined;
  let readings: readonly Reading[] | undefined;
  const asked = { trace, server, earlier, earlierKey };
  // Kept here too: a report that is read for longer would find what a newer one knows, and make its own again.
  let cause: Kept<Diagnosis | undefined> | undefined;
  let findings: Kept<readonly Diagnosis[]> | undefined;
  const findCause = () => {
    cause ??= kept(causeMemo, asked, (surroundings) => causeOf(trace, judgement, surroundings));
    return cause;
  };
  const findFindings = ({ value, serverKey }: Kept<Diagnosis | undefined>) =>
    kept(
      findingsMemo,
      asked,
      (surroundings) => findingsOf(trace, judgement, value, surroundings),
      serverKey !== undefined,
    );
  return {
    trace,
    judgement,
    preflightHistory: earlier.preflights,
    ...(earlier.cacheFill ? { cacheFill: earlier.cacheFill } : {}),
    server: server.guess,
    timeline: server.timeline,
    serverOrigin,
    get cause() {
      return findCause().value;
    },
    get findings() {
      findings ??= findFindings(findCause());
      return findings.value;
    },
    get browserNames() {
      names ??= browserNames(trace, judgement);
      return names;
    },
    get candidateNames() {
      candidates ??= candidateNames(trace, judgement);
      return candidates;
    },
    get readings() {
      readings ??= otherReadings(trace, judgement);
      return readings;
    },
  };
}

/** `serverKey` is absent when nothing of the server was looked at: then another server's view changes nothing. */
interface Kept<T> {
  readonly serverKey: string | undefined;
  readonly earlierKey: string;
  readonly value: T;
}

const causeMemo = new WeakMap<FetchTrace, Kept<Diagnosis | undefined>>();
const findingsMemo = new WeakMap<FetchTrace, Kept<readonly Diagnosis[]>>();

interface Asked {
  readonly trace: FetchTrace;
  readonly server: Server;
  readonly earlier: EarlierRequests;
  readonly earlierKey: string;
}

/** `basedOnServer`: what `find` starts from was found by looking at the server. */
function kept<T>(
  memo: WeakMap<FetchTrace, Kept<T>>,
  { trace, server, earlier, earlierKey }: Asked,
  find: (surroundings: Surroundings) => T,
  basedOnServer = false,
): Kept<T> {
  const known = memo.get(trace);
  const holds = known && (known.serverKey === undefined || known.serverKey === server.key);
  if (holds && known.earlierKey === earlierKey) return known;
  const { value, looked } = server.watched((surroundings) => find({ ...surroundings, earlier }));
  const found = { serverKey: looked || basedOnServer ? server.key : undefined, earlierKey, value };
  memo.set(trace, found);
  return found;
}

function serverPolicies(analyzed: readonly AnalyzedTrace[]): readonly ServerPolicy[] {
  const concerned = analyzed.filter(({ judgement, serverOrigin }) => judgement.usesCors && serverOrigin !== 'null');
  return [...byServer(concerned)].map(([server, group]) =>
    serverPolicy(server, group, { memo: policyMemo, others: group }),
  );
}

/**
 * The policy for everything that pages of one origin asked a server for: `one` is such a request. A tab's log goes on when
 * the tab goes to another site, and nobody wants that site in the list who did not put it there. What works for others
 * today goes on working. Undefined where CORS has no say.
 */
export function pagePolicy(one: AnalyzedTrace, report: Report): PagePolicy | undefined {
  const whole = report.policies.find(({ server }) => server === one.serverOrigin);
  if (!whole) return undefined;
  const all = report.traces.filter((other) => other.serverOrigin === whole.server && other.judgement.usesCors);
  const subjects = all.filter((other) => initiatorOf(other) === initiatorOf(one));
  if (subjects.length === all.length) return { subjects, policy: whole };
  return { subjects, policy: serverPolicy(whole.server, subjects, { memo: pagePolicyMemo, others: all }) };
}

/** A policy, and the requests that it is for. */
interface PagePolicy {
  readonly subjects: readonly AnalyzedTrace[];
  readonly policy: ServerPolicy;
}

function initiatorOf({ judgement, trace }: AnalyzedTrace): string | undefined {
  return judgement.origins[0] ?? trace.initiatorOrigin;
}

/** By the first fetch of the group, which stays the first while a log grows. */
type PolicyMemo = WeakMap<FetchTrace, { readonly group: readonly AnalyzedTrace[]; readonly policy: ServerPolicy }>;

const policyMemo: PolicyMemo = new WeakMap();
const pagePolicyMemo: PolicyMemo = new WeakMap();

/** Computed when it is read, and again only when a fetch of the group, or of those that go on working, changed. */
function serverPolicy(
  server: string,
  group: readonly AnalyzedTrace[],
  { memo, others }: { readonly memo: PolicyMemo; readonly others: readonly AnalyzedTrace[] },
): ServerPolicy {
  const { trace: first } = group[0] as AnalyzedTrace;
  const known = memo.get(first);
  if (known && isSameList(known.group, others)) return known.policy;
  let policy: Policy | undefined;
  let wouldAllow: number | undefined;
  const serverPolicy: ServerPolicy = {
    server,
    get policy() {
      policy ??= policyFor(server, group, group === others ? [] : others);
      return policy;
    },
    get wouldAllow() {
      // Paths and what is listed today change no answer.
      const { paths: _paths, listed: _listed, ...answered } = this.policy;
      const key = JSON.stringify(answered);
      wouldAllow ??= group.filter((entry) => wouldBeAllowed(entry, this.policy, key)).length;
      return wouldAllow;
    },
    of: group.length,
  };
  memo.set(first, { group: others, policy: serverPolicy });
  return serverPolicy;
}

const paperMemo = new WeakMap<Alike, { readonly key: string; readonly allowed: boolean }>();

/** `key`: equal for equal policies. What is alike is answered alike. */
function wouldBeAllowed(entry: AnalyzedTrace, policy: Policy, key: string): boolean {
  const { alike } = subjectOf(entry.trace);
  const known = paperMemo.get(alike);
  if (known?.key === key) return known.allowed;
  const allowed = allowedOnPaper(entry, policy);
  paperMemo.set(alike, { key, allowed });
  return allowed;
}

/**
 * The headers alone decide: on paper no browser has acted. A credentials mode that is not known counts as the policy
 * counts it, as not `include`.
 */
function allowedOnPaper({ trace, judgement }: AnalyzedTrace, policy: Policy): boolean {
  const credentialsMode = knownValue(judgement.credentials) ?? 'same-origin';
  const onPaper = applyPolicy(trace, policy);
  return (
    judgeAlike({ ...onPaper, outcome: { kind: 'pending' }, pageReport: { credentialsMode } }).expected === 'allowed'
  );
}
