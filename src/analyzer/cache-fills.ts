import { getHeader, type HeaderList, hasHeader } from './fetch/header-list.ts';
import { bypassesCacheLikeTheBrowser } from './fetch/request-headers.ts';
import type { Subject } from './subject.ts';
import type { CacheFill } from './trace/earlier-requests.ts';
import { type FetchTrace, lastHop, type ObservedResponse } from './trace/fetch-trace.ts';
import type { Alike } from './trace/judge-alike.ts';

/** What decides about one fetch and the browser's HTTP cache. */
interface CacheUse {
  readonly subject: Subject;
  readonly url: string;
  readonly response: ObservedResponse;
  readonly facts: CacheFacts;
}

/** The same for fetches that are alike. */
interface CacheFacts {
  /** How long the response may be handed out again without asking. */
  readonly freshMs: number;
  /** The request may be answered by what is stored. */
  readonly takesStored: boolean;
  /** What it sent as `Origin`. */
  readonly origin: string | null;
}

/**
 * For each fetch whose last response came from the browser's HTTP cache, the earlier request that left it there. One
 * pass, in the order of time. A fetch is not in the result when no request that was seen can have left it.
 *
 * Chromium does not say that a response which it then refuses came from the cache. There it follows from the rules of
 * HTTP caching: what is stored is still fresh, and what came is the same, down to its date.
 */
export function cacheFills(subjects: readonly Subject[]): ReadonlyMap<Subject, CacheFill> {
  const stored = new Map<string, CacheUse>();
  const fills = new Map<Subject, CacheFill>();
  for (const use of inOrder(usesOf(subjects))) {
    const earlier = stored.get(use.url);
    if (earlier && isFromStore(earlier, use)) fills.set(use.subject, fillOf(earlier));
    else if (!use.response.fromCache) stored.set(use.url, use);
  }
  return fills;
}

function usesOf(subjects: readonly Subject[]): readonly CacheUse[] {
  const uses: CacheUse[] = [];
  for (const subject of subjects) {
    const facts = factsOf(subject);
    const { url, response } = facts ? lastHop(subject.trace) : {};
    if (facts && url !== undefined && response) uses.push({ subject, url, response, facts });
  }
  return uses;
}

const memo = new WeakMap<Alike, CacheFacts | 'none'>();

function factsOf({ trace, alike }: Subject): CacheFacts | undefined {
  const known = memo.get(alike) ?? readFacts(trace) ?? 'none';
  memo.set(alike, known);
  return known === 'none' ? undefined : known;
}

/** Undefined when the cache has nothing to do with it. */
function readFacts(trace: FetchTrace): CacheFacts | undefined {
  const { method, requestHeaders = [], response } = lastHop(trace);
  if (method !== 'GET' || !response || hasHeader(requestHeaders, 'range')) return undefined;
  const freshMs = freshnessOf(response.headers);
  if (freshMs === 0 && !response.fromCache) return undefined;
  const takesStored = !bypassesCacheLikeTheBrowser(requestHeaders) && isSameForAll(response.headers);
  return { freshMs, takesStored, origin: getHeader(requestHeaders, 'origin') };
}

function fillOf({ subject, response, facts }: CacheUse): CacheFill {
  return { traceId: subject.trace.id, at: response.receivedAt, origin: facts.origin };
}

function freshnessOf(headers: HeaderList): number {
  const control = getHeader(headers, 'cache-control') ?? '';
  if (/\bno-(?:store|cache)\b/i.test(control)) return 0;
  return Number(/\bmax-age=(\d+)/i.exec(control)?.[1] ?? 0) * 1000;
}

/** It varies by nothing in which two requests of one page differ. */
function isSameForAll(headers: HeaderList): boolean {
  const names = (getHeader(headers, 'vary') ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.every((name) => ['', 'accept-encoding', 'user-agent'].includes(name));
}

function inOrder(uses: readonly CacheUse[]): readonly CacheUse[] {
  const startOf = ({ subject }: CacheUse) => subject.trace.startedAt;
  const isSorted = uses.every((use, index) => index === 0 || startOf(uses[index - 1] as CacheUse) <= startOf(use));
  return isSorted ? uses : [...uses].sort((a, b) => startOf(a) - startOf(b));
}

function isFromStore(earlier: CacheUse, { subject, response, facts }: CacheUse): boolean {
  if (!isSameResponse(earlier.response, response)) return false;
  const isFresh = subject.trace.startedAt < earlier.response.receivedAt + earlier.facts.freshMs;
  return response.fromCache || (facts.takesStored && isFresh);
}

/** What is stored is handed out as it was, with its date and its answer about CORS. */
function isSameResponse(stored: ObservedResponse, cached: ObservedResponse): boolean {
  const names = ['access-control-allow-origin', 'date', 'etag', 'last-modified', 'content-length', 'vary'];
  return (
    stored.status === cached.status &&
    names.every((name) => getHeader(stored.headers, name) === getHeader(cached.headers, name))
  );
}
