import { getHeader, type HeaderList } from '../fetch/header-list.ts';
import type { Exchange, Hop, ObservedResponse, Outcome, Preflight } from './fetch-trace.ts';
import type { HopEvents, RequestChain } from './request-chain.ts';

/** A preflight and how sure it is that it belongs to the hop it was given to. */
export interface PairedPreflight {
  readonly chain: RequestChain;
  readonly pairing: Preflight['pairing'];
}

/** One hop of a request with what its events show. */
export function hopOf(chain: RequestChain, index: number, preflight: PairedPreflight | undefined): Hop {
  const events = chain.hops[index];
  if (!events) throw new Error(`request ${chain.requestId} has no hop ${index}`);
  const isLast = index === chain.hops.length - 1;
  const { redirect } = events;
  return {
    ...exchangeOf(events, isLast ? (chain.end?.at ?? redirect?.at) : (redirect?.at ?? undefined)),
    ...(preflight ? { preflight: preflightOf(preflight.chain, preflight.pairing) } : {}),
    ...(redirect
      ? { redirect: { to: redirect.redirectUrl, status: redirect.status, byExtension: isMadeByExtension(events) } }
      : {}),
  };
}

export function preflightOf(chain: RequestChain, pairing: Preflight['pairing']): Preflight {
  const events = chain.hops[0];
  if (!events) throw new Error(`request ${chain.requestId} has no hop`);
  return {
    ...exchangeOf(events, chain.end?.at ?? events.redirect?.at),
    requestId: chain.requestId,
    pairing,
    ...(chain.end?.kind === 'error-occurred' ? { netError: chain.end.netError } : {}),
  };
}

function exchangeOf(events: HopEvents, endedAt: number | undefined): Exchange {
  const response = responseOf(events);
  return {
    url: events.url,
    method: events.method,
    startedAt: events.startedAt,
    ...(events.sendHeaders ? { requestHeaders: events.sendHeaders.requestHeaders, sentAt: events.sendHeaders.at } : {}),
    ...(response ? { response } : {}),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

/**
 * Chromium shows `headers-received` before other extensions' changes and the later events after them, and judges what
 * the later ones show. An empty list there means that the browser withheld the response, not that somebody emptied it.
 */
function responseOf(events: HopEvents): ObservedResponse | undefined {
  const { headersReceived, completed, redirect, responseStarted } = events;
  const final = completed ?? (redirect && !isMadeByExtension(events) ? redirect : undefined);
  const judged = final && (final.responseHeaders.length > 0 || !headersReceived) ? final : headersReceived;
  if (!judged) return undefined;
  const changed =
    headersReceived &&
    judged !== headersReceived &&
    !sameHeaders(judged.responseHeaders, headersReceived.responseHeaders);
  return {
    status: judged.status,
    headers: judged.responseHeaders,
    ...(changed ? { headersBeforeExtensions: headersReceived.responseHeaders } : {}),
    receivedAt: headersReceived?.at ?? judged.at,
    fromCache: [headersReceived, redirect, responseStarted, completed].some((event) => event?.fromCache === true),
  };
}

function sameHeaders(a: HeaderList, b: HeaderList): boolean {
  // Nearly always they are the same to the letter.
  const equal = a.length === b.length && a.every(([name, value], at) => name === b[at]?.[0] && value === b[at]?.[1]);
  return equal || canonical(a) === canonical(b);
}

function canonical(list: HeaderList): string {
  return JSON.stringify(list.map(([name, value]) => [name.toLowerCase(), value]).sort());
}

/**
 * A redirect that no server asked for: it was never preceded by response headers, and it brings none or those that Chromium
 * makes up for it, or it has a status that is no redirect at all (Firefox).
 */
function isMadeByExtension({ headersReceived, redirect }: HopEvents): boolean {
  if (!redirect || headersReceived) return false;
  const reason = getHeader(redirect.responseHeaders, 'non-authoritative-reason');
  // The browser redirects to https by itself, too, and gives that as the reason.
  if (reason !== null && reason !== 'HSTS') return true;
  return redirect.responseHeaders.length === 0 || redirect.status < 300 || redirect.status > 399;
}

/** How the request ended, as far as it has. */
export function outcomeOf(chain: RequestChain): Outcome {
  const { end } = chain;
  const started = chain.hops.at(-1)?.responseStarted;
  // Firefox announces a response with status 0 for a redirect that it refuses.
  const letThrough = started !== undefined && started.status !== 0;
  if (end?.kind === 'completed') return { kind: 'completed', at: end.at };
  if (end) return { kind: 'error', at: end.at, netError: end.netError, afterResponseStarted: letThrough };
  return started && letThrough ? { kind: 'response-started', at: started.at } : { kind: 'pending' };
}
