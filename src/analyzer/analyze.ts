import { AnalyzedOnDemand } from './analyzed-trace.ts';
import { cacheFills } from './cache-fills.ts';
import { knownValue } from './fetch/known.ts';
import { applyPolicy } from './fixes/patch.ts';
import { policyFor } from './fixes/policy.ts';
import type { Policy } from './fixes/policy-type.ts';
import { preflightHistory } from './preflight-history.ts';
import type { AnalyzedTrace, Report, ServerPolicy } from './report.ts';
import { byServer, isSameList, type Server, serversOf } from './server-view.ts';
import { type Subject, subjectOf } from './subject.ts';
import type { CacheFill, EarlierRequests, PreflightHistory } from './trace/earlier-requests.ts';
import type { FetchTrace } from './trace/fetch-trace.ts';
import { type Alike, judgeAlike } from './trace/judge-alike.ts';
import { NOTHING_EARLIER } from './words.ts';

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
  const fills = cacheFills(subjects);
  const analyzed = subjects.map((subject) => {
    const server = servers.get(subject.serverOrigin);
    if (!server) throw new Error(`server ${subject.serverOrigin} of trace ${subject.trace.id} was not grouped`);
    return analyzedTrace(subject, server, histories.get(subject), fills.get(subject));
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

/** What was said before, if it still holds. */
function analyzedTrace(
  subject: Subject,
  server: Server,
  preflights: PreflightHistory | undefined,
  cacheFill: CacheFill | undefined,
): AnalyzedTrace {
  const known = subject.analyzed;
  const earlier = earlierRequests(preflights, cacheFill, known?.earlier);
  if (known?.view.key === server.key && known.earlier === earlier) return known;
  const analyzed = new AnalyzedOnDemand(subject, server, earlier);
  subject.analyzed = analyzed;
  return analyzed;
}

/** The same object as before where it says the same as before. */
function earlierRequests(
  preflights: PreflightHistory = [],
  cacheFill: CacheFill | undefined,
  before: EarlierRequests | undefined,
): EarlierRequests {
  if (preflights.length === 0 && !cacheFill) return NOTHING_EARLIER;
  if (before?.preflights === preflights && before.cacheFill === cacheFill) return before;
  const earlier = { preflights, ...(cacheFill ? { cacheFill } : {}) };
  return before && JSON.stringify(before) === JSON.stringify(earlier) ? before : earlier;
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
