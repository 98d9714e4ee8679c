import { cacheFills } from './cache-fills.ts';
import { diagnose, judgedHop } from './diagnose.ts';
import { chromiumCorsError, failedParameter, firefoxCategory } from './fetch/browser-names.ts';
import { knownValue } from './fetch/known.ts';
import { classifyNetError } from './fetch/net-error.ts';
import type { CredentialsMode, NetworkErrorReason, StepOutcome } from './fetch/network-error.ts';
import { isPotentiallyTrustworthy, serializedOriginOf } from './fetch/origin.ts';
import { applyPolicy } from './fixes/patch.ts';
import { policyFor } from './fixes/policy.ts';
import type { Policy } from './fixes/policy-type.ts';
import { otherReadings, type Reading } from './other-readings.ts';
import { preflightHistory } from './preflight-history.ts';
import type { AnalyzedTrace, BrowserNames, Report, ServerPolicy } from './report.ts';
import type { Timeline } from './rules/rule.ts';
import { guessServer } from './server/fingerprints.ts';
import type { ServerGuess } from './server/server-guess.ts';
import { timelineOf } from './timeline.ts';
import type { EarlierRequests } from './trace/earlier-requests.ts';
import { type FetchTrace, firstHop, lastHop } from './trace/fetch-trace.ts';
import { failureUnder, judge } from './trace/judge.ts';
import type { Judgement } from './trace/judgement.ts';

/**
 * The one public entry: everything that can be said about a page's fetches, derived from their traces alone.
 *
 * Traces are immutable, so work is remembered per trace object: a live panel that calls this with one new trace among
 * ten thousand known ones pays for the new one. `policies` are computed when they are first read.
 */
export function analyze(traces: readonly FetchTrace[]): Report {
  const subjects = traces.map(subjectOf);
  const servers = groupByServer(subjects);
  const histories = preflightHistory(subjects);
  const fills = cacheFills(traces);
  const analyzed = subjects.map((subject) => {
    const cacheFill = fills.get(subject.trace);
    const earlier = { preflights: histories.get(subject.trace) ?? [], ...(cacheFill ? { cacheFill } : {}) };
    return analyzedTrace(subject, servers, earlier);
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

interface Subject {
  readonly trace: FetchTrace;
  readonly judgement: Judgement;
  readonly serverOrigin: string;
}

interface Server {
  readonly guess: ServerGuess;
  readonly timeline: Timeline;
  /** Equal keys mean that diagnoses made with the other guess and timeline still hold. */
  readonly key: string;
}

const subjectMemo = new WeakMap<FetchTrace, Subject>();
const analyzedMemo = new WeakMap<FetchTrace, { readonly key: string; readonly analyzed: AnalyzedTrace }>();

function subjectOf(trace: FetchTrace): Subject {
  const known = subjectMemo.get(trace);
  if (known) return known;
  const judgement = judge(trace);
  const hop = trace.hops[judgedHop(trace, judgement)] ?? lastHop(trace);
  const subject = { trace, judgement, serverOrigin: serializedOriginOf(hop.url) };
  subjectMemo.set(trace, subject);
  return subject;
}

function groupByServer(subjects: readonly Subject[]): ReadonlyMap<string, Server> {
  const servers = new Map<string, Server>();
  for (const [origin, group] of byServer(subjects)) {
    const guess = guessServer(group.map(({ trace }) => trace));
    const timeline = timelineOf(origin, group);
    servers.set(origin, { guess, timeline, key: JSON.stringify([guess, timeline]) });
  }
  return servers;
}

function byServer<T extends { readonly serverOrigin: string }>(
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

function analyzedTrace(
  subject: Subject,
  servers: ReadonlyMap<string, Server>,
  earlier: EarlierRequests,
): AnalyzedTrace {
  const { trace, judgement, serverOrigin } = subject;
  const server = servers.get(serverOrigin);
  if (!server) throw new Error(`server ${serverOrigin} of trace ${trace.id} was not grouped`);
  const { preflights, cacheFill } = earlier;
  const stands = preflights.length === 0 && !cacheFill;
  const key = stands ? server.key : `${server.key} ${JSON.stringify(earlier)}`;
  const known = analyzedMemo.get(trace);
  if (known && known.key === key) return known.analyzed;
  let readings: readonly Reading[] | undefined;
  const analyzed: AnalyzedTrace = {
    trace,
    judgement,
    preflightHistory: preflights,
    ...(cacheFill ? { cacheFill } : {}),
    ...diagnose(trace, judgement, { server: server.guess, timeline: server.timeline, earlier }),
    browserNames: browserNames(trace, judgement),
    candidateNames: candidateNames(trace, judgement),
    server: server.guess,
    timeline: server.timeline,
    serverOrigin,
    get readings() {
      readings ??= otherReadings(trace, judgement);
      return readings;
    },
  };
  analyzedMemo.set(trace, { key, analyzed });
  return analyzed;
}

const NO_NAMES: BrowserNames = { chromium: null, firefox: null, failedParameter: '' };

/** Each engine's own name for the failure: of the engine that ran the request as judged, of the other under its dialect. */
function browserNames(trace: FetchTrace, judgement: Judgement): BrowserNames {
  if (judgement.verdict !== 'blocked') return NO_NAMES;
  if (judgement.netError === 'local-network-access') {
    return { ...NO_NAMES, chromium: localNetworkError(judgement) };
  }
  if (judgement.usesCors && failedInChannel(judgement)) return { ...NO_NAMES, firefox: channelName(trace, judgement) };
  return judgement.blockedBy === 'cors' ? corsNames(trace, judgement, judgement.failure) : NO_NAMES;
}

/** Of a response without a head Firefox says that it has several lines. */
function channelName(trace: FetchTrace, { netError }: Judgement): string {
  const told = lastHop(trace).preflight?.netError ?? (trace.outcome.kind === 'error' ? trace.outcome.netError : '');
  const isHeadless = netError === 'connection-lost' && classifyNetError(told) === 'failed';
  return isHeadless ? 'CORSMultipleAllowOriginNotAllowed' : 'CORSDidNotSucceed';
}

/** Firefox has one name for everything but CORS that keeps a cors request from getting its response. */
function failedInChannel({ blockedBy, netError }: Judgement): boolean {
  // It is silent about a redirect that the page did not want.
  if (blockedBy === 'redirect') return netError !== null && netError !== 'aborted';
  return blockedBy === 'network' || blockedBy === 'client';
}

function candidateNames(trace: FetchTrace, judgement: Judgement): AnalyzedTrace['candidateNames'] {
  return judgement.candidates.map(({ credentialsMode, failure }) => ({
    credentialsMode,
    ...corsNames(trace, judgement, failure, credentialsMode),
  }));
}

function corsNames(
  trace: FetchTrace,
  judgement: Judgement,
  failure: StepOutcome | undefined,
  credentialsMode?: CredentialsMode,
): BrowserNames {
  if (!failure?.reason) return NO_NAMES;
  const under = (engine: FetchTrace['browser']) =>
    trace.browser === engine ? failure : failureUnder(trace, judgement, engine, credentialsMode);
  const inChromium = under('chromium');
  const inFirefox = under('firefox');
  return {
    chromium: inChromium?.reason ? chromiumCorsError(inChromium.reason, inChromium.phase) : null,
    firefox: inFirefox?.reason ? firefoxName(trace, inFirefox, inFirefox.reason) : null,
    failedParameter: inChromium?.reason ? failedParameter(inChromium.reason) : '',
  };
}

/** A page that is not a secure context is refused without being asked for the permission. */
function localNetworkError(judgement: Judgement): string {
  const page = judgement.origins[0] ?? 'null';
  return isPotentiallyTrustworthy(page) ? 'LocalNetworkAccessPermissionDenied' : 'InsecureLocalNetwork';
}

/** Firefox numbers its console categories when a text changes; the name without the number is the stable part. */
function firefoxName(
  trace: FetchTrace,
  { hop: hopIndex, phase }: StepOutcome,
  reason: NetworkErrorReason,
): string | null {
  const hop = trace.hops[hopIndex] ?? firstHop(trace);
  const judged = (phase === 'preflight' ? hop.preflight : hop)?.response?.headers ?? [];
  return firefoxCategory(reason, phase, judged)?.replace(/\d+$/, '') ?? null;
}

function serverPolicies(analyzed: readonly AnalyzedTrace[]): readonly ServerPolicy[] {
  const concerned = analyzed.filter(({ judgement, serverOrigin }) => judgement.usesCors && serverOrigin !== 'null');
  return [...byServer(concerned)].map(([server, group]) => {
    const policy = policyFor(server, group);
    const wouldAllow = group.filter((entry) => allowedOnPaper(entry, policy)).length;
    return { policy, wouldAllow, of: group.length };
  });
}

/**
 * The headers alone decide: on paper no browser has acted. A credentials mode that is not known counts as the policy
 * counts it, as not `include`.
 */
function allowedOnPaper({ trace, judgement }: AnalyzedTrace, policy: Policy): boolean {
  const credentialsMode = knownValue(judgement.credentials) ?? 'same-origin';
  const onPaper = applyPolicy(trace, policy);
  return judge({ ...onPaper, outcome: { kind: 'pending' }, pageReport: { credentialsMode } }).expected === 'allowed';
}
