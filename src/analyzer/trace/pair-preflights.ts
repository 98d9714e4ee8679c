import { hasHeader } from '../fetch/header-list.ts';
import { extractTokenList } from '../fetch/token-list.ts';
import type { PairedPreflight } from './exchange.ts';
import type { FetchTrace } from './fetch-trace.ts';
import type { BeforeSendHeaders, EpochMs } from './observation.ts';
import type { HopEvents, RequestChain } from './request-chain.ts';

/** An actual request, and per hop the preflight that asked permission for it. */
export interface PairedRequest {
  readonly chain: RequestChain;
  readonly preflights: readonly (PairedPreflight | undefined)[];
}

export interface Pairing {
  readonly requests: readonly PairedRequest[];
  /** Preflights for which no actual request was seen. */
  readonly unpaired: readonly RequestChain[];
}

type Browser = FetchTrace['browser'];

interface WaitingHop {
  readonly chain: RequestChain;
  readonly index: number;
  readonly hop: HopEvents;
  readonly startedAt: EpochMs;
  /** When the browser went on with this hop: it sent it (Chromium), or showed what became of it. */
  readonly releasedAt: EpochMs;
}

interface Asking {
  readonly chain: RequestChain;
  readonly hop: HopEvents;
  /** Absent when the preflight died before its headers were shown. */
  readonly method: string | undefined;
  readonly headerNames: readonly string[];
  readonly answeredAt: EpochMs;
}

const NEVER = Number.POSITIVE_INFINITY;

/**
 * Finds the request that each preflight belongs to. The browser links them by nothing but circumstance: same URL, same
 * document, the method asked for, and the order in which things happen.
 *
 * Both browsers start preflights in the order in which they took on the requests, so of several requests that wait for
 * the same URL, the k-th preflight to start belongs to the k-th request to start. The order in which answers arrive and
 * requests go on does not tell: with several in flight, those that fail are told sooner than those that are sent.
 */
export function pairPreflights(chains: readonly RequestChain[], browser: Browser): Pairing {
  const asking = chains.filter(mayBePreflight).map(askingOf).sort(byStart);
  const actual = chains.filter((chain) => chain.asksFor === undefined);
  const waiting = hopsByUrl(actual, new Set(asking.map(({ hop }) => hop.url)), browser);
  const matches = new Map<WaitingHop, Match>();
  for (const preflight of asking) {
    const there = waiting.get(preflight.hop.url);
    const candidates = there ? candidatesFor(preflight, waitingAt(there, preflight.hop.startedAt), browser) : [];
    match({ preflight, candidates }, matches, new Set());
  }
  const found = new Set([...matches.values()].map(({ preflight }) => preflight.chain));
  const pairedOf = new Map<RequestChain, Map<number, PairedPreflight>>();
  for (const [{ chain, index }, { preflight, candidates }] of matches) {
    const hops = pairedOf.get(chain) ?? new Map<number, PairedPreflight>();
    hops.set(index, { chain: preflight.chain, pairing: candidates.length === 1 ? 'observed' : 'inferred' });
    pairedOf.set(chain, hops);
  }
  return {
    requests: actual
      .filter((chain) => !found.has(chain) && !isUndecided(chain))
      .map((chain) => ({ chain, preflights: chain.hops.map((_, index) => pairedOf.get(chain)?.get(index)) })),
    unpaired: chains.filter((chain) => chain.asksFor !== undefined && !found.has(chain)),
  };
}

interface Match {
  readonly preflight: Asking;
  readonly candidates: readonly WaitingHop[];
}

/**
 * Gives the preflight its likeliest free candidate. When all are taken, one of those who took them moves on to another
 * candidate of its own, if it has one: a request that fails shows no headers and so could be anybody's.
 */
function match(wanted: Match, matches: Map<WaitingHop, Match>, tried: Set<WaitingHop>): boolean {
  const free = wanted.candidates.find((hop) => !matches.has(hop));
  const hop = free ?? wanted.candidates.find((taken) => canGiveWay(taken, matches, tried));
  if (hop === undefined) return false;
  matches.set(hop, wanted);
  return true;
}

function canGiveWay(taken: WaitingHop, matches: Map<WaitingHop, Match>, tried: Set<WaitingHop>): boolean {
  const holder = matches.get(taken);
  if (holder === undefined || tried.has(taken)) return false;
  tried.add(taken);
  return match(holder, matches, tried);
}

/**
 * Includes an OPTIONS that failed before its headers were shown, as when another extension blocks it, and one whose
 * headers the background never heard of.
 */
function mayBePreflight(chain: RequestChain): boolean {
  return chain.asksFor !== undefined || (isUnsentOptions(chain) && (failedUnanswered(chain) || isHalfHeard(chain)));
}

/** An OPTIONS whose headers are still to come, or never came, may be a preflight: it is nobody's request. */
function isUndecided(chain: RequestChain): boolean {
  return isUnsentOptions(chain) && !failedUnanswered(chain);
}

function isUnsentOptions({ begin, hops }: RequestChain): boolean {
  return begin.method === 'OPTIONS' && hops[0]?.sendHeaders === undefined;
}

function failedUnanswered({ begin, end, hops }: RequestChain): boolean {
  return end?.kind === 'error-occurred' && begin.late === undefined && hops[0]?.headersReceived === undefined;
}

/** More has happened than that it began. */
function isHalfHeard({ end, hops }: RequestChain): boolean {
  return end !== undefined || hops[0]?.headersReceived !== undefined || hops[0]?.responseStarted !== undefined;
}

function askingOf(chain: RequestChain): Asking {
  const hop = chain.hops[0];
  if (!hop) throw new Error(`request ${chain.requestId} has no hop`);
  const names = extractTokenList(hop.sendHeaders?.requestHeaders ?? [], 'access-control-request-headers');
  return {
    chain,
    hop,
    method: chain.asksFor,
    headerNames: names === null || names === 'failure' ? [] : names,
    answeredAt: hop.headersReceived?.at ?? hop.redirect?.at ?? beginningOf(chain, 0, hop),
  };
}

/** Since when a hop waits. One whose beginning was not seen began at some earlier time. */
function beginningOf({ begin }: RequestChain, index: number, hop: HopEvents): EpochMs {
  return index === 0 && begin.late ? 0 : hop.startedAt;
}

function byStart(a: Asking, b: Asking): number {
  return a.hop.startedAt - b.hop.startedAt || compareText(a.chain.requestId, b.chain.requestId);
}

/** Ends a tie between events of the very same moment, so that the order of arrival cannot decide it. */
function compareText(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** The hops to one URL: those that have not begun at the moment that was asked about last, and those that then waited. */
interface HopsToUrl {
  /** The latest first. */
  readonly toCome: WaitingHop[];
  waiting: readonly WaitingHop[];
}

/**
 * Those that have begun and were not released before `at`. Moments must be asked about in their order: what was released
 * is not looked at again, so that a page which sends thousands of requests to one URL costs no more for each of them.
 */
function waitingAt(hops: HopsToUrl, at: EpochMs): readonly WaitingHop[] {
  const begun = [...hops.waiting];
  for (let next = hops.toCome.at(-1); next && next.startedAt <= at; next = hops.toCome.at(-1)) {
    begun.push(next);
    hops.toCome.pop();
  }
  hops.waiting = begun.filter(({ releasedAt }) => releasedAt >= at);
  return hops.waiting;
}

/** Hops to these URLs only. */
function hopsByUrl(chains: readonly RequestChain[], urls: ReadonlySet<string>, browser: Browser) {
  const byUrl = new Map<string, WaitingHop[]>();
  for (const chain of chains) {
    for (const [index, hop] of chain.hops.entries()) {
      if (!urls.has(hop.url)) continue;
      const isLast = index === chain.hops.length - 1;
      const leftAt = hop.redirect?.at ?? (isLast ? chain.end?.at : undefined) ?? NEVER;
      const went = browser === 'chromium' ? hop.sendHeaders?.at : hop.headersReceived?.at;
      const startedAt = beginningOf(chain, index, hop);
      const waiting = { chain, index, hop, startedAt, releasedAt: went ?? hop.headersReceived?.at ?? leftAt };
      const sameUrl = byUrl.get(hop.url);
      if (sameUrl) sameUrl.push(waiting);
      else byUrl.set(hop.url, [waiting]);
    }
  }
  const latestFirst = (a: WaitingHop, b: WaitingHop) => b.startedAt - a.startedAt;
  return new Map(
    [...byUrl].map(([url, hops]): [string, HopsToUrl] => {
      return [url, { toCome: hops.sort(latestFirst), waiting: [] }];
    }),
  );
}

/** Hops that this preflight can have been for, the likeliest first. */
function candidatesFor(preflight: Asking, hops: readonly WaitingHop[], browser: Browser): WaitingHop[] {
  const possible = hops.filter((waiting) => isPossible(preflight, waiting, browser));
  const withHeaders = possible.filter(
    (waiting) =>
      carriesHeaders(waiting.hop, preflight.headerNames) &&
      (browser === 'chromium' || saysTheSameOfCredentials(preflight.hop, waiting)),
  );
  // Another extension may have taken a header away again: then the names say nothing.
  const candidates = withHeaders.length > 0 ? withHeaders : possible;
  return candidates.sort((a, b) => a.startedAt - b.startedAt || compareText(a.chain.requestId, b.chain.requestId));
}

function isPossible(preflight: Asking, { chain, hop, releasedAt }: WaitingHop, browser: Browser): boolean {
  if (chain === preflight.chain) return false;
  if (!sameDocument(chain, preflight.chain)) return false;
  const answered = hop.headersReceived !== undefined;
  const wasSent = answered || (browser === 'chromium' && hop.sendHeaders !== undefined);
  if (preflight.method === undefined) {
    if (hop.method === 'OPTIONS' || (wasSent && failedUnanswered(preflight.chain))) return false;
  } else if (hop.method !== preflight.method) return false;
  // A request that went out waited for the answer; one that failed may have been told at the same time as its preflight.
  return !wasSent || releasedAt >= preflight.answeredAt;
}

function carriesHeaders(hop: HopEvents, names: readonly string[]): boolean {
  const sent = hop.sendHeaders?.requestHeaders;
  return sent === undefined || names.every((name) => hasHeader(sent, name));
}

/**
 * Firefox tells on both requests alike that credentials are included, with `Sec-Fetch-Storage-Access`, until a redirect:
 * then the preflight alone tells.
 */
function saysTheSameOfCredentials({ sendHeaders: asking }: HopEvents, { hop, index }: WaitingHop): boolean {
  if (!hop.sendHeaders || !asking || index > 0) return true;
  return tellsStorageAccess(hop.sendHeaders) === tellsStorageAccess(asking);
}

function tellsStorageAccess({ requestHeaders }: BeforeSendHeaders): boolean {
  return hasHeader(requestHeaders, 'sec-fetch-storage-access');
}

/** Documents have ids where the browser gives them; else tab and frame tell, and outside of tabs the initiator. */
function sameDocument({ begin: a }: RequestChain, { begin: b }: RequestChain): boolean {
  if (a.documentId !== undefined && b.documentId !== undefined) return a.documentId === b.documentId;
  if (a.tabId !== b.tabId || a.frameId !== b.frameId) return false;
  return a.tabId !== -1 || a.initiatorOrigin === b.initiatorOrigin;
}
