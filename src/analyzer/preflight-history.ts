import { corsPreflightCheck } from './fetch/cors-preflight.ts';
import { dialectRules } from './fetch/dialect.ts';
import { knownValue } from './fetch/known.ts';
import type { CheckId, Dialect } from './fetch/network-error.ts';
import { isSameOrigin } from './fetch/origin.ts';
import {
  type CachedRequest,
  type PreflightAnswer,
  type PreflightCache,
  preflightAnswer,
  preflightCache,
} from './fetch/preflight-cache.ts';
import { bypassesCacheLikeTheBrowser } from './fetch/request-headers.ts';
import type { Subject } from './subject.ts';
import type { PreflightHistory, RememberedPreflight } from './trace/earlier-requests.ts';
import type { Hop, ObservedResponse } from './trace/fetch-trace.ts';
import type { Alike } from './trace/judge-alike.ts';
import type { Judgement } from './trace/judgement.ts';
import type { EpochMs } from './trace/observation.ts';

/** Something that the cache is changed by or asked for. */
export interface Moment {
  readonly at: EpochMs;
  readonly subject: Subject;
  readonly what: What;
}

/** What happened then: the same for fetches that are alike. */
interface What {
  readonly kind: 'preflight-answered' | 'response-failed' | 'sent-without-preflight';
  /** Index of the hop. */
  readonly index: number;
  /** What the browser remembers of a preflight's answer. */
  readonly leaves: PreflightAnswer | 'nothing' | 'a-failure';
}

/**
 * Replays the engine's preflight cache over the requests of a page and finds, for each that went out without a preflight
 * it needed, the earlier preflight whose answer was remembered. One pass over what happened, in the order of time.
 *
 * Fetches without such hops are not in the result.
 */
export function preflightHistory(subjects: readonly Subject[]): ReadonlyMap<Subject, PreflightHistory> {
  const moments = momentsOfAll(subjects);
  const [first] = moments;
  if (!first) return new Map();
  const known = replayMemo.get(first);
  const settled = known && isContinued(known.moments, moments) ? known : newReplay();
  stepTo(settled, moments, moments.length - UNSETTLED);
  replayMemo.set(first, settled);
  const replay = copyOf(settled);
  stepTo(replay, moments, moments.length);
  return replay.histories;
}

/**
 * So many of the last moments are replayed each time: requests that are under way together end in any order, so what is
 * told next may have happened before them.
 */
const UNSETTLED = 256;

/** How far a list was replayed. One that has changed behind that point is replayed from there. */
interface Replay {
  readonly moments: Moment[];
  readonly caches: Map<Dialect, PreflightCache<Subject>>;
  /** Histories are replaced and never changed: copies and analyses keep them. */
  readonly histories: Map<Subject, PreflightHistory>;
  readonly uses: Map<string, readonly Moment[]>;
}

/** By the first moment, which stays the first while a log grows. */
const replayMemo = new WeakMap<Moment, Replay>();

function newReplay(): Replay {
  return { moments: [], caches: new Map(), histories: new Map(), uses: new Map() };
}

function copyOf({ moments, caches, histories, uses }: Replay): Replay {
  return {
    moments: [...moments],
    caches: new Map([...caches].map(([dialect, cache]) => [dialect, cache.copy()])),
    histories: new Map(histories),
    uses: new Map(uses),
  };
}

function stepTo(replay: Replay, moments: readonly Moment[], end: number): void {
  for (let index = replay.moments.length; index < end; index += 1) step(replay, moments[index] as Moment);
}

function isContinued(before: readonly Moment[], now: readonly Moment[]): boolean {
  return before.length <= now.length && before.every((moment, index) => moment === now[index]);
}

function step({ moments, caches, histories, uses }: Replay, moment: Moment): void {
  moments.push(moment);
  const { dialect } = moment.subject.judgement;
  const cache = caches.get(dialect) ?? preflightCache<Subject>(dialect);
  caches.set(dialect, cache);
  const { kind } = moment.what;
  const request = cachedRequest(moment);
  if (kind === 'response-failed') cache.failed(request, 'actual');
  else if (kind === 'preflight-answered') {
    if (uses.size > 0) settleUses(uses, moment, request, histories);
    storeAnswer(cache, moment, request);
  } else {
    note(histories, moment, recall(cache, moment, request));
    const key = useKey(request);
    uses.set(key, [...(uses.get(key)?.slice(-USES_KEPT) ?? []), moment]);
  }
}

/** Compares what was remembered with what the server says now. */
function settleUses(uses: Replay['uses'], newer: Moment, request: CachedRequest, histories: Replay['histories']): void {
  const key = useKey(request);
  for (const use of uses.get(key) ?? []) contradict(use, newer, request, histories);
  uses.delete(key);
}

function note(histories: Replay['histories'], { subject, what }: Moment, found: RememberedPreflight): void {
  const history = [...(histories.get(subject) ?? [])];
  history[what.index] = found;
  histories.set(subject, history);
}

/** Of many requests in a row, only so many are compared with the next preflight. */
const USES_KEPT = 20;

function useKey({ origin, url }: CachedRequest): string {
  return `${origin} ${url}`;
}

function hopOf({ subject, what }: Moment): Hop {
  return subject.trace.hops[what.index] as Hop;
}

function momentsOfAll(subjects: readonly Subject[]): readonly Moment[] {
  const all: Moment[] = [];
  for (const subject of subjects) if (whatHappened(subject).length > 0) all.push(...momentsOf(subject));
  return all.sort((a, b) => a.at - b.at);
}

/** Traces never change, so neither do the moments that follow from one. */
function momentsOf(subject: Subject): readonly Moment[] {
  subject.moments ??= whatHappened(subject).map((what) => ({ at: timeOf(what, subject), subject, what }));
  return subject.moments;
}

function timeOf({ kind, index }: What, { trace }: Subject): EpochMs {
  const { startedAt, preflight, response } = trace.hops[index] as Hop;
  if (kind === 'sent-without-preflight') return startedAt;
  return (kind === 'preflight-answered' ? preflight?.response : response)?.receivedAt ?? startedAt;
}

const whatMemo = new WeakMap<Alike, readonly What[]>();

/** Nothing, for most fetches: they are asked without a preflight, and answered as expected. */
function whatHappened(subject: Subject): readonly What[] {
  const known = whatMemo.get(subject.alike);
  if (known) return known;
  const { hops } = subject.trace;
  const found = subject.judgement.usesCors ? hops.flatMap((hop, index) => happenedAt(subject, hop, index)) : [];
  whatMemo.set(subject.alike, found);
  return found;
}

function happenedAt({ judgement }: Subject, hop: Hop, index: number): readonly What[] {
  const failed = judgement.failure?.hop === index && judgement.failure.phase !== 'preflight';
  const answer = hop.preflight?.response;
  const at = (kind: What['kind'], leaves: What['leaves'] = 'nothing'): What => ({ kind, index, leaves });
  return [
    ...(answer ? [at('preflight-answered', leftBy(answer, judgement, hop, index))] : []),
    ...(judgement.preflights[index]?.state === 'cached' ? [at('sent-without-preflight')] : []),
    ...(failed && hop.response ? [at('response-failed')] : []),
  ];
}

function leftBy(answer: ObservedResponse, judgement: Judgement, hop: Hop, index: number): What['leaves'] {
  if (bypassesCacheLikeTheBrowser(hop.requestHeaders ?? [])) return 'nothing';
  const failed = judgement.steps.some(
    (step) => step.hop === index && step.phase === 'preflight' && step.result === 'failure',
  );
  return failed ? 'a-failure' : preflightAnswer(answer.headers, judgement.dialect);
}

function cachedRequest(moment: Moment): CachedRequest {
  const { trace, judgement } = moment.subject;
  const { index } = moment.what;
  const { url, method } = hopOf(moment);
  const [initiator = 'null'] = judgement.origins;
  const { preflightComparesTaintedOrigin } = dialectRules(judgement.dialect);
  const origin = preflightComparesTaintedOrigin ? (judgement.origins[index] ?? initiator) : initiator;
  return {
    // Opaque origins look alike and are not: each document has its own.
    origin: origin === 'null' ? `null ${trace.documentId ?? `${trace.tabId}/${trace.frameId}`}` : origin,
    url,
    method,
    unsafeHeaderNames: judgement.preflights[index]?.unsafeHeaderNames ?? [],
    credentialsMode: knownValue(judgement.credentials),
  };
}

function storeAnswer(cache: PreflightCache<Subject>, { subject, what, at }: Moment, request: CachedRequest): void {
  const { leaves, index } = what;
  if (leaves === 'nothing') return;
  if (leaves === 'a-failure') {
    cache.failed(request, 'preflight');
    return;
  }
  const { origins } = subject.judgement;
  const tainted = index > 0 && origins[index] === 'null' && origins[0] !== 'null';
  cache.store(request, leaves, at, subject, tainted);
}

function recall(cache: PreflightCache<Subject>, moment: Moment, request: CachedRequest): RememberedPreflight {
  const { requestHeaders = [] } = hopOf(moment);
  const found = bypassesCacheLikeTheBrowser(requestHeaders) ? undefined : cache.lookUp(request, moment.at);
  if (!found) return { kind: 'unseen' };
  const { by, answeredAt, validUntil } = found.grant;
  const sentFor = { traceId: by.trace.id, answeredAt, validUntil };
  if (found.expired) return { kind: 'expired', ...sentFor };
  return { kind: 'answered', ...sentFor, ...(by.judgement.verdict === 'allowed' ? { thenAllowed: true } : {}) };
}

/** Judges the newer answer as if it had been given for the request that the cache served. */
function contradict(moment: Moment, newer: Moment, asked: CachedRequest, histories: Replay['histories']): void {
  const { subject, what } = moment;
  const remembered = histories.get(subject)?.[what.index];
  const { preflight } = hopOf(newer);
  if (remembered?.kind !== 'answered' || remembered.validUntil < newer.at || !preflight?.response) return;
  const { origins, dialect } = subject.judgement;
  const used = cachedRequest(moment);
  const results = corsPreflightCheck(
    preflight.response,
    {
      origin: origins[what.index] ?? 'null',
      credentialsMode: used.credentialsMode ?? 'same-origin',
      method: used.method,
      unsafeHeaderNames: used.unsafeHeaderNames,
      toInitiator: isSameOrigin(origins[0] ?? 'null', used.url),
    },
    dialect,
  );
  const checks = results
    .filter(({ verdict, check }) => verdict === 'failure' && isComparable(check, used, asked))
    .map(({ check }) => check);
  if (checks.length > 0)
    note(histories, moment, { ...remembered, stale: { traceId: newer.subject.trace.id, at: newer.at, checks } });
}

/** A server may list only what it is asked for, so lists are compared between equal questions only. */
function isComparable(check: CheckId, used: CachedRequest, asked: CachedRequest): boolean {
  if (check === 'method-allowed') return used.method === asked.method;
  if (check === 'headers-allowed')
    return used.unsafeHeaderNames.every((name) => asked.unsafeHeaderNames.includes(name));
  return true;
}
