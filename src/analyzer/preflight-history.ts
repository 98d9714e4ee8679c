import { corsPreflightCheck } from './fetch/cors-preflight.ts';
import { dialectRules } from './fetch/dialect.ts';
import { knownValue } from './fetch/known.ts';
import type { CheckId, Dialect } from './fetch/network-error.ts';
import { isSameOrigin } from './fetch/origin.ts';
import { type CachedRequest, type PreflightCache, preflightCache } from './fetch/preflight-cache.ts';
import { bypassesCacheLikeTheBrowser } from './fetch/request-headers.ts';
import type { PreflightHistory, RememberedPreflight } from './trace/earlier-requests.ts';
import type { FetchTrace, Hop, Preflight } from './trace/fetch-trace.ts';
import type { Judgement } from './trace/judgement.ts';
import type { EpochMs } from './trace/observation.ts';

interface Subject {
  readonly trace: FetchTrace;
  readonly judgement: Judgement;
}

/** Something that the cache is changed by or asked for. */
interface Moment {
  readonly at: EpochMs;
  readonly kind: 'preflight-answered' | 'response-failed' | 'sent-without-preflight';
  readonly subject: Subject;
  readonly hop: Hop;
  readonly index: number;
  readonly request: CachedRequest;
}

/**
 * Replays the engine's preflight cache over the requests of a page and finds, for each that went out without a preflight
 * it needed, the earlier preflight whose answer was remembered. One pass over what happened, in the order of time.
 *
 * Traces without such hops are not in the result.
 */
export function preflightHistory(subjects: readonly Subject[]): ReadonlyMap<FetchTrace, PreflightHistory> {
  const moments = subjects.flatMap(momentsOf).sort((a, b) => a.at - b.at);
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
  readonly histories: Map<FetchTrace, PreflightHistory>;
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
  const key = useKey(moment);
  if (moment.kind === 'response-failed') cache.failed(moment.request, 'actual');
  else if (moment.kind === 'preflight-answered') {
    for (const use of uses.get(key) ?? []) contradict(use, moment, histories);
    uses.delete(key);
    storeAnswer(cache, moment);
  } else {
    note(histories, moment, recall(cache, moment));
    uses.set(key, [...(uses.get(key)?.slice(-USES_KEPT) ?? []), moment]);
  }
}

function note(histories: Replay['histories'], { subject, index }: Moment, found: RememberedPreflight): void {
  const history = [...(histories.get(subject.trace) ?? [])];
  history[index] = found;
  histories.set(subject.trace, history);
}

/** Of many requests in a row, only so many are compared with the next preflight. */
const USES_KEPT = 20;

function useKey({ request }: Moment): string {
  return `${request.origin} ${request.url}`;
}

/** Traces never change, so neither do the moments that follow from one. */
const momentsMemo = new WeakMap<Subject, readonly Moment[]>();

function momentsOf(subject: Subject): readonly Moment[] {
  const known = momentsMemo.get(subject);
  if (known) return known;
  const moments = momentsSeen(subject);
  momentsMemo.set(subject, moments);
  return moments;
}

function momentsSeen(subject: Subject): readonly Moment[] {
  const { trace, judgement } = subject;
  if (!judgement.usesCors) return [];
  const { hops } = trace;
  // What most fetches are: asked without a preflight, and answered as expected.
  if (hops.length === 1 && !hops[0]?.preflight && judgement.preflights[0]?.state !== 'cached' && !judgement.failure)
    return [];
  return hops.flatMap((hop, index) => {
    const at = (kind: Moment['kind'], time: EpochMs): Moment => ({
      at: time,
      kind,
      subject,
      hop,
      index,
      request: cachedRequest(subject, hop, index),
    });
    const answered = hop.preflight?.response?.receivedAt;
    const failed = judgement.failure?.hop === index && judgement.failure.phase !== 'preflight';
    return [
      ...(answered === undefined ? [] : [at('preflight-answered', answered)]),
      ...(judgement.preflights[index]?.state === 'cached' ? [at('sent-without-preflight', hop.startedAt)] : []),
      ...(failed && hop.response ? [at('response-failed', hop.response.receivedAt)] : []),
    ];
  });
}

function cachedRequest({ trace, judgement }: Subject, hop: Hop, index: number): CachedRequest {
  const [initiator = 'null'] = judgement.origins;
  const { preflightComparesTaintedOrigin } = dialectRules(judgement.dialect);
  const origin = preflightComparesTaintedOrigin ? (judgement.origins[index] ?? initiator) : initiator;
  return {
    // Opaque origins look alike and are not: each document has its own.
    origin: origin === 'null' ? `null ${trace.documentId ?? `${trace.tabId}/${trace.frameId}`}` : origin,
    url: hop.url,
    method: hop.method,
    unsafeHeaderNames: judgement.preflights[index]?.unsafeHeaderNames ?? [],
    credentialsMode: knownValue(judgement.credentials),
  };
}

function storeAnswer(cache: PreflightCache<Subject>, moment: Moment): void {
  const { subject, hop, index, request, at } = moment;
  const { judgement } = subject;
  if (bypassesCacheLikeTheBrowser(hop.requestHeaders ?? [])) return;
  const { response } = hop.preflight as Preflight;
  const failed = judgement.steps.some(
    (step) => step.hop === index && step.phase === 'preflight' && step.result === 'failure',
  );
  const tainted = index > 0 && judgement.origins[index] === 'null' && judgement.origins[0] !== 'null';
  if (failed || !response) cache.failed(request, 'preflight');
  else cache.store(request, response.headers, at, subject, tainted);
}

function recall(cache: PreflightCache<Subject>, { hop, request, at }: Moment): RememberedPreflight {
  const found = bypassesCacheLikeTheBrowser(hop.requestHeaders ?? []) ? undefined : cache.lookUp(request, at);
  if (!found) return { kind: 'unseen' };
  const { by, answeredAt, validUntil } = found.grant;
  const sentFor = { traceId: by.trace.id, answeredAt, validUntil };
  if (found.expired) return { kind: 'expired', ...sentFor };
  return { kind: 'answered', ...sentFor, ...(by.judgement.verdict === 'allowed' ? { thenAllowed: true } : {}) };
}

/** Judges the newer answer as if it had been given for the request that the cache served. */
function contradict(moment: Moment, newer: Moment, histories: Replay['histories']): void {
  const remembered = histories.get(moment.subject.trace)?.[moment.index];
  const { preflight } = newer.hop;
  if (remembered?.kind !== 'answered' || remembered.validUntil < newer.at || !preflight?.response) return;
  const { judgement } = moment.subject;
  const results = corsPreflightCheck(
    preflight.response,
    {
      origin: judgement.origins[moment.index] ?? 'null',
      credentialsMode: moment.request.credentialsMode ?? 'same-origin',
      method: moment.request.method,
      unsafeHeaderNames: moment.request.unsafeHeaderNames,
      toInitiator: isSameOrigin(judgement.origins[0] ?? 'null', moment.hop.url),
    },
    judgement.dialect,
  );
  const checks = results
    .filter(({ verdict, check }) => verdict === 'failure' && isComparable(check, moment.request, newer.request))
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
