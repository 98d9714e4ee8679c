import { redirectLocation } from '../fetch/http-redirect.ts';
import { isKnown, type Known, knownValue } from '../fetch/known.ts';
import { mainFetch } from '../fetch/main-fetch.ts';
import type { FetchInput, FetchOutcome, HopInput } from '../fetch/main-fetch-input.ts';
import type { NetErrorKind } from '../fetch/net-error.ts';
import type { CredentialsMode, Dialect, RequestMode } from '../fetch/network-error.ts';
import { type FetchTrace, type Hop, lastHop } from './fetch-trace.ts';
import type { BlockedBy, Candidate, Judgement } from './judgement.ts';
import { observedOutcome, wasReleased } from './observed-outcome.ts';
import { preflightReasons, unsafeHeaderNamesOf } from './preflight-reason.ts';
import { type RequestFacts, requestFacts, usesCors } from './request-facts.ts';
import { netErrorOf } from './terminal-error.ts';
import { asFarAsFollowed, endedAtRedirect, redirectNotFollowed, stoppedByRedirectMode } from './unfollowed-redirect.ts';

/**
 * Decides about one fetch: what the headers predict under the engine's reading of the Standard, what the browser was
 * seen to do, and what follows from both together. No words for people; those come from the rules.
 *
 * `dialect` defaults to the browser that ran the request.
 */
export function judge(trace: FetchTrace, dialect: Dialect = trace.browser): Judgement {
  const facts = requestFacts(trace);
  const netError = netErrorOf(trace);
  const base = {
    dialect,
    mode: facts.mode,
    destination: facts.destination,
    credentials: facts.credentials,
    netError,
    blockedBy: null,
    usesCors: usesCors(facts),
    steps: [],
    failure: undefined,
    candidates: [],
    expected: null,
    observed: observedOutcome(trace, facts),
    disagrees: false,
    missing: [],
    origins: trace.hops.map(() => facts.initiatorOrigin ?? 'null'),
    preflights: [],
  } satisfies Omit<Judgement, 'verdict'>;

  const transport = transportFailure(trace, netError);
  if (transport) return { ...base, ...withPreflights(trace, facts, dialect), verdict: 'blocked', blockedBy: transport };
  if (stoppedByRedirectMode(trace, netError)) {
    return { ...base, ...withPreflights(trace, facts, dialect), ...redirectNotFollowed(trace) };
  }
  const mode = knownValue(facts.mode);
  if (mode === undefined) return { ...base, ...withoutMode(trace) };
  if (mode === 'cors' && facts.crossOrigin) {
    const judged = judgeCors(trace, facts, dialect, base.observed);
    if (isLeftUnanswered(trace, judged)) return { ...base, ...judged, ...UNANSWERED };
    return { ...base, ...judged, ...(facts.mayBeNoCors ? modeByOutcome(trace, judged, base.observed) : {}) };
  }
  if (mode === 'no-cors' && facts.crossOrigin) return { ...base, ...judgeNoCors(trace) };
  return { ...base, verdict: 'not-cors' };
}

/** The failing check under another engine's reading. Default: with the credentials mode that the judgement settled on. */
export function failureUnder(
  trace: FetchTrace,
  judgement: Judgement,
  dialect: Dialect,
  credentialsMode: CredentialsMode = settledMode(judgement),
): Judgement['failure'] {
  if (!judgement.usesCors || judgement.failure === undefined) return undefined;
  return mainFetch(fetchInput(trace, requestFacts(trace), dialect, credentialsMode), dialect).failure;
}

function settledMode({ credentials, candidates }: Judgement): CredentialsMode {
  return knownValue(credentials) ?? candidates[0]?.credentialsMode ?? 'same-origin';
}

/**
 * Requests of workers end in Firefox as if a preflight had been rejected: here there was none, or it had passed, since one
 * that is rejected ends in an error itself.
 */
function isLeftUnanswered(trace: FetchTrace, { verdict, failure, preflights }: CorsPart): boolean {
  const { requestHeaders, response, preflight } = lastHop(trace);
  const passed = preflight ? preflight.netError === undefined : preflights.at(-1)?.state === 'not-needed';
  const isReleased = requestHeaders !== undefined && passed;
  return trace.browser === 'firefox' && verdict === 'blocked' && !failure && !response && isReleased;
}

const UNANSWERED = { blockedBy: 'network', netError: 'connection-lost', disagrees: false, missing: [] } as const;

const TRANSPORT: Readonly<Record<NetErrorKind, BlockedBy | null>> = {
  'connection-refused': 'network',
  'connection-lost': 'network',
  'name-not-resolved': 'network',
  tls: 'network',
  'timed-out': 'network',
  offline: 'network',
  other: 'network',
  'blocked-by-client': 'client',
  'blocked-by-cross-origin-resource-policy': 'policy',
  'blocked-by-orb': 'policy',
  'local-network-access': 'local-network-access',
  'address-space-mismatch': 'local-network-access',
  aborted: 'aborted',
  'unsafe-redirect': 'redirect',
  'too-many-redirects': 'redirect',
  'cache-probe': null,
  failed: null,
};

/** Errors that name a reason other than CORS. An error after the response was let through says nothing about CORS. */
function transportFailure(trace: FetchTrace, netError: NetErrorKind | null): BlockedBy | null {
  if (netError === null || trace.outcome.kind !== 'error' || trace.outcome.afterResponseStarted) return null;
  if (stoppedByRedirectMode(trace, netError)) return null;
  return TRANSPORT[netError];
}

function withoutMode(trace: FetchTrace): Pick<Judgement, 'verdict' | 'missing' | 'blockedBy'> {
  if (trace.outcome.kind === 'error' && !trace.outcome.afterResponseStarted) {
    return { verdict: 'blocked', blockedBy: 'network', missing: ['request-mode'] };
  }
  return {
    verdict: 'undetermined',
    blockedBy: null,
    missing: [trace.outcome.kind === 'pending' ? 'response' : 'request-mode'],
  };
}

/** What changes when the mode is `cors` by default only: headers that forbid the response tell it, others leave it open. */
function modeByOutcome(trace: FetchTrace, judged: CorsPart, observed: Judgement['observed']): Partial<Judgement> {
  if (judged.verdict === 'allowed' && !judged.disagrees) return { missing: ['request-mode'] };
  if (judged.expected !== 'blocked' || observed === 'blocked') return {};
  if (observed === null) return { verdict: 'undetermined', blockedBy: null, missing: ['request-mode'] };
  const because = 'the browser let it through although its headers allow no origin';
  const mode: Known<RequestMode> = { value: 'no-cors', source: 'inferred', because };
  return { ...NO_CORS_PART, mode, ...judgeNoCors(trace) };
}

const NO_CORS_PART = {
  usesCors: false,
  steps: [],
  failure: undefined,
  candidates: [],
  expected: null,
  disagrees: false,
  preflights: [],
} satisfies Partial<Judgement>;

function judgeNoCors(trace: FetchTrace): Pick<Judgement, 'verdict' | 'blockedBy' | 'missing'> {
  if (trace.outcome.kind === 'error' && !trace.outcome.afterResponseStarted) {
    return { verdict: 'blocked', blockedBy: 'network', missing: [] };
  }
  if (trace.outcome.kind === 'pending' && !lastHop(trace).response) {
    return { verdict: 'undetermined', blockedBy: null, missing: ['response'] };
  }
  return { verdict: 'opaque', blockedBy: null, missing: [] };
}

type CorsPart = Pick<
  Judgement,
  | 'verdict'
  | 'blockedBy'
  | 'credentials'
  | 'steps'
  | 'failure'
  | 'candidates'
  | 'expected'
  | 'disagrees'
  | 'missing'
  | 'origins'
  | 'preflights'
>;

function judgeCors(
  trace: FetchTrace,
  facts: RequestFacts,
  dialect: Dialect,
  observed: Judgement['observed'],
): CorsPart {
  const modes: readonly CredentialsMode[] = isKnown(facts.credentials)
    ? [facts.credentials.value]
    : ['same-origin', 'include'];
  const input = fetchInput(trace, facts, dialect, 'same-origin');
  const outcomes = modes.map((credentialsMode) => ({
    credentialsMode,
    outcome: asFarAsFollowed(trace, mainFetch({ ...input, credentialsMode }, dialect)),
  }));
  const possible = outcomes.filter(({ outcome }) => !contradicts(trace, outcome, observed));
  const considered = possible.length > 0 ? possible : outcomes;
  const likely = considered[0];
  if (!likely) throw new Error('no credentials mode was considered');
  const other = considered.find(({ outcome }) => !sameFailure(outcome, likely.outcome));
  const candidates: readonly Candidate[] = other ? [asCandidate(likely), asCandidate(other)] : [];
  const expected = expectation(trace, likely.outcome, other?.outcome);
  const shared = {
    credentials: settledCredentials(facts.credentials, possible, outcomes.length, other !== undefined),
    steps: likely.outcome.steps,
    failure: likely.outcome.failure,
    candidates,
    expected,
    disagrees: expected !== null && observed !== null && expected !== observed,
    origins: likely.outcome.origins,
    preflights: preflightReasons(trace, input.hops, likely.outcome.corsFlags),
  };
  return { ...shared, ...corsVerdict(trace, expected, observed, likely.outcome, other?.outcome) };
}

/** The browser's own action wins over the prediction; a prediction stands alone where the browser's events do not tell. */
function corsVerdict(
  trace: FetchTrace,
  expected: Judgement['expected'],
  observed: Judgement['observed'],
  likely: FetchOutcome,
  other: FetchOutcome | undefined,
): Pick<Judgement, 'verdict' | 'blockedBy' | 'missing'> {
  const decided = observed ?? expected;
  if (decided === 'blocked')
    return { verdict: 'blocked', blockedBy: 'cors', missing: other ? ['credentials-mode'] : [] };
  if (decided === 'allowed' && endedAtRedirect(trace)) return redirectNotFollowed(trace);
  if (decided === 'allowed') return { verdict: 'allowed', blockedBy: null, missing: [] };
  if (other && (likely.failure === undefined) !== (other.failure === undefined)) {
    return { verdict: 'undetermined', blockedBy: null, missing: ['credentials-mode'] };
  }
  return { verdict: 'undetermined', blockedBy: null, missing: [trace.preflightOnly ? 'actual-request' : 'response'] };
}

/** What the headers alone say; null while a response that decides is missing or the credentials mode decides. */
function expectation(trace: FetchTrace, likely: FetchOutcome, other: FetchOutcome | undefined): Judgement['expected'] {
  if (other && (likely.failure === undefined) !== (other.failure === undefined)) return null;
  if (likely.failure) return 'blocked';
  const { response } = lastHop(trace);
  // A redirect that nothing has followed yet decides nothing: its target does.
  const isUnderWay = trace.outcome.kind === 'pending' && response !== undefined && redirectLocation(response) !== null;
  return response && !isUnderWay ? 'allowed' : null;
}

/** Whether a prediction is impossible given what was seen: a request that went out had passed its preflight. */
function contradicts(trace: FetchTrace, outcome: FetchOutcome, observed: Judgement['observed']): boolean {
  if (observed === 'allowed') return outcome.failure !== undefined;
  if (observed !== 'blocked') return outcome.failure?.phase === 'preflight' && wasReleased(trace, outcome.failure.hop);
  if (outcome.failure === undefined) return true;
  const stoppedAt = trace.hops.length - 1;
  if (outcome.failure.phase === 'preflight')
    return wasReleased(trace, outcome.failure.hop) || outcome.failure.hop < stoppedAt;
  return outcome.failure.hop < stoppedAt;
}

/** The same check failing for the same reason: the credentials mode does not matter then. */
function sameFailure(a: FetchOutcome, b: FetchOutcome): boolean {
  const left = a.failure;
  const right = b.failure;
  if (left === undefined || right === undefined) return left === right;
  return (
    left.check === right.check &&
    left.hop === right.hop &&
    left.phase === right.phase &&
    left.reason?.kind === right.reason?.kind
  );
}

type Considered = { readonly credentialsMode: CredentialsMode; readonly outcome: FetchOutcome };

function asCandidate({ credentialsMode, outcome }: Considered): Candidate {
  return { credentialsMode, steps: outcome.steps, failure: outcome.failure };
}

function settledCredentials(
  stated: Known<CredentialsMode>,
  possible: readonly Considered[],
  considered: number,
  open: boolean,
): Known<CredentialsMode> {
  const only = possible[0];
  if (isKnown(stated) || considered < 2 || possible.length !== 1 || !only || open) return stated;
  return {
    value: only.credentialsMode,
    source: 'inferred',
    because: 'only this credentials mode explains what the browser did',
  };
}

function withPreflights(
  trace: FetchTrace,
  facts: RequestFacts,
  dialect: Dialect,
): Pick<Judgement, 'preflights' | 'origins'> | Record<never, never> {
  if (!usesCors(facts)) return {};
  const input = fetchInput(trace, facts, dialect, knownValue(facts.credentials) ?? 'same-origin');
  const outcome = mainFetch(input, dialect);
  return {
    origins: outcome.origins,
    preflights: preflightReasons(trace, input.hops, outcome.corsFlags),
  };
}

/** What the algorithms of one engine are given of a fetch. */
export function fetchInput(
  trace: FetchTrace,
  facts: RequestFacts,
  dialect: Dialect,
  credentialsMode: CredentialsMode,
): FetchInput {
  return { initiatorOrigin: facts.initiatorOrigin ?? 'null', credentialsMode, hops: hopInputs(trace, dialect) };
}

function hopInputs(trace: FetchTrace, dialect: Dialect): readonly HopInput[] {
  return trace.hops.map((hop) => hopInput(hop, dialect));
}

function hopInput(hop: Hop, dialect: Dialect): HopInput {
  return {
    url: hop.url,
    method: hop.method,
    unsafeHeaderNames: unsafeHeaderNamesOf(hop, dialect),
    ...(hop.preflight?.response ? { preflight: hop.preflight.response } : {}),
    ...(hop.response ? { response: hop.response } : {}),
    ...(hop.redirect?.byExtension ? { redirectedByExtension: true } : {}),
  };
}
