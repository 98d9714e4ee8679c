import { getHeader, type HeaderList } from '../fetch/header-list.ts';
import type { Exchange, FetchTrace, Hop, Preflight } from '../trace/fetch-trace.ts';
import type { OwnEntryJson } from './own-entry.ts';

/** What a HAR says about its maker. */
export interface HarMaker {
  /** Version of this program, e.g. "0.1.0". */
  readonly version: string;
}

/** A HAR 1.2 document, ready for `JSON.stringify`. */
export interface HarJson {
  readonly log: {
    readonly version: '1.2';
    readonly creator: { readonly name: 'WhyCORS'; readonly version: string };
    readonly browser: { readonly name: 'Chromium' | 'Firefox'; readonly version: string };
    readonly pages: readonly never[];
    readonly entries: readonly HarEntryJson[];
  };
}

interface HarEntryJson {
  readonly startedDateTime: string;
  /** Milliseconds, like the timings; -1: does not apply. */
  readonly time: number;
  readonly request: HarMessageJson & {
    readonly method: string;
    readonly url: string;
    readonly queryString: readonly HarPairJson[];
  };
  readonly response: HarMessageJson & {
    readonly status: number;
    readonly statusText: string;
    readonly content: { readonly size: number; readonly mimeType: string };
    readonly redirectURL: string;
    readonly _error: string | null;
  };
  readonly cache: Readonly<Record<string, never>>;
  readonly timings: {
    readonly send: number;
    readonly wait: number;
    readonly receive: number;
    readonly blocked: number;
  };
  readonly _resourceType: string;
  readonly _fromCache?: 'disk';
  readonly _whycors: OwnEntryJson;
}

interface HarMessageJson {
  readonly httpVersion: string;
  readonly cookies: readonly never[];
  readonly headers: readonly HarPairJson[];
  readonly headersSize: -1;
  readonly bodySize: -1;
}

interface HarPairJson {
  readonly name: string;
  readonly value: string;
}

/**
 * The traffic as a HAR, redacted as the traces are; no bodies, which were never read. Preflights are entries of their own,
 * as in the browsers' exports. `_whycors` has what the format has no place for, so that importing gives the same traces.
 *
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function exportHar(traces: readonly FetchTrace[], { version }: HarMaker): HarJson {
  const entries = traces.flatMap((trace) => trace.hops.flatMap((hop, index) => hopEntries(trace, hop, index)));
  return {
    log: {
      version: '1.2',
      creator: { name: 'WhyCORS', version },
      browser: { name: traces[0]?.browser === 'firefox' ? 'Firefox' : 'Chromium', version: '' },
      pages: [],
      entries: entries.sort((a, b) => a._whycors.times.startedAt - b._whycors.times.startedAt),
    },
  };
}

function hopEntries(trace: FetchTrace, hop: Hop, index: number): readonly HarEntryJson[] {
  const { preflight } = hop;
  const asking = preflight ? [preflightEntry(trace, preflight)] : [];
  return trace.preflightOnly ? asking : [actualEntry(trace, hop, index), ...asking];
}

function actualEntry(trace: FetchTrace, hop: Hop, index: number): HarEntryJson {
  const { outcome } = trace;
  const isLast = index === trace.hops.length - 1;
  const isError = isLast && outcome.kind === 'error';
  const endedAt = isLast && outcome.kind !== 'pending' ? outcome.at : hop.endedAt;
  const own = {
    ...ownEntry(trace, hop, trace.id, endedAt),
    byExtension: hop.redirect?.byExtension ?? false,
    redirectUrl: hop.redirect?.to ?? null,
    end: isLast ? outcome.kind : null,
    afterResponseStarted: isError && outcome.afterResponseStarted,
    pageReport: index === 0 ? (trace.pageReport ?? null) : null,
  };
  const status = hop.response?.status ?? hop.redirect?.status ?? 0;
  return entry(hop, own, isError ? outcome.netError : null, status);
}

function preflightEntry(trace: FetchTrace, preflight: Preflight): HarEntryJson {
  const { netError, response, endedAt, requestId } = preflight;
  const end = netError !== undefined ? 'error' : endedAt === undefined ? 'pending' : 'completed';
  const own = { ...ownEntry(trace, preflight, requestId, endedAt), end } as const;
  return { ...entry(preflight, own, netError ?? null, response?.status ?? 0), _resourceType: 'preflight' };
}

function ownEntry(trace: FetchTrace, exchange: Exchange, request: string, endedAt: number | undefined): OwnEntryJson {
  const { startedAt, sentAt = startedAt, response, requestHeaders } = exchange;
  const receivedAt = response?.receivedAt ?? endedAt ?? sentAt;
  return {
    request,
    type: trace.type,
    tabId: trace.tabId,
    frameId: trace.frameId,
    documentId: trace.documentId ?? null,
    initiatorOrigin: trace.initiatorOrigin ?? null,
    documentFrom: trace.documentFrom ?? null,
    fromServiceWorker: trace.fromServiceWorker,
    wasSent: requestHeaders !== undefined,
    byExtension: false,
    redirectUrl: null,
    times: { startedAt, sentAt, receivedAt, endedAt: endedAt ?? receivedAt },
    end: null,
    afterResponseStarted: false,
    pageReport: null,
    headersBeforeExtensions: response?.headersBeforeExtensions ?? null,
  };
}

function entry(exchange: Exchange, own: OwnEntryJson, netError: string | null, status: number): HarEntryJson {
  const { startedAt, sentAt, receivedAt, endedAt } = own.times;
  const headers = exchange.response?.headers ?? [];
  return {
    startedDateTime: new Date(startedAt).toISOString(),
    time: Math.max(0, endedAt - startedAt),
    request: {
      method: exchange.method,
      url: exchange.url,
      ...message(exchange.requestHeaders ?? []),
      queryString: queryString(exchange.url),
    },
    response: {
      status,
      statusText: '',
      ...message(headers),
      content: { size: 0, mimeType: getHeader(headers, 'content-type') ?? 'x-unknown' },
      redirectURL: own.redirectUrl ?? getHeader(headers, 'location') ?? '',
      _error: netError,
    },
    cache: {},
    timings: {
      blocked: Math.max(0, sentAt - startedAt),
      send: 0,
      wait: Math.max(0, receivedAt - sentAt),
      receive: Math.max(0, endedAt - receivedAt),
    },
    _resourceType: RESOURCE_OF_TYPE.get(own.type) ?? own.type,
    ...(exchange.response?.fromCache ? { _fromCache: 'disk' } : {}),
    _whycors: own,
  };
}

const RESOURCE_OF_TYPE: ReadonlyMap<string, string> = new Map([
  ['xmlhttprequest', 'fetch'],
  ['main_frame', 'document'],
  ['sub_frame', 'document'],
  ['beacon', 'ping'],
]);

function message(headers: HeaderList): HarMessageJson {
  return {
    // The events do not tell.
    httpVersion: 'unknown',
    cookies: [],
    headers: headers.map(([name, value]) => ({ name, value })),
    headersSize: -1,
    bodySize: -1,
  };
}

/** Name and value as they stand in the URL, encoded. */
function queryString(url: string): readonly HarPairJson[] {
  const start = url.indexOf('?');
  if (start < 0) return [];
  return url
    .slice(start + 1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? { name: pair, value: '' } : { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
    });
}
