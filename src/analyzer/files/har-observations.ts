import { getHeader, hasHeader } from '../fetch/header-list.ts';
import { classifyNetError, type NetErrorKind } from '../fetch/net-error.ts';
import { serializedOriginOf } from '../fetch/origin.ts';
import type { Observation } from '../trace/observation.ts';
import { redactRequestHeaders, redactResponseHeaders, redactUrl } from '../trace/redact.ts';
import type { HarEntry } from './har-entry.ts';
import type { HarRequest } from './har-requests.ts';

/** What kind of file it is: who wrote it, and what its entries tell. */
export interface HarSource {
  readonly browser: 'chromium' | 'firefox';
  /**
   * `named`: an entry without an error is a response that the page got. `unnamed`: it may have been kept from the page all
   * the same, so that a request without a response is all that is known to have failed, and not why.
   */
  readonly failures: 'named' | 'unnamed';
  /** Per `pageref`: the address of the page. */
  readonly pages: ReadonlyMap<string, string>;
}

/** The events that the extension would have seen, as far as the file tells, redacted like those. */
export function observationsOf(request: HarRequest, source: HarSource): readonly Observation[] {
  const { entries, id, leadsTo } = request;
  return entries.flatMap((entry, index) => {
    const next = entries[index + 1];
    const target = next?.url ?? leadsTo;
    return [
      ...beginning(entry, id, source),
      ...(target === undefined
        ? [...received(entry, id), ...ending(entry, id, source)]
        : redirected(entry, id, target, next?.startedAt)),
      // A redirect that was announced and then refused: only our own files have its end.
      ...(target !== undefined && next === undefined && entry.own ? ending(entry, id, source) : []),
      ...pageReport(entry, id),
    ];
  });
}

function common(entry: HarEntry, requestId: string) {
  return { requestId, url: redactUrl(entry.url) };
}

function beginning(entry: HarEntry, id: string, source: HarSource): readonly Observation[] {
  const initiatorOrigin = initiatorOf(entry, source);
  const { own } = entry;
  const begin: Observation = {
    kind: 'before-request',
    ...common(entry, id),
    at: entry.startedAt,
    method: entry.method,
    type: own?.type ?? typeOf(entry),
    tabId: own?.tabId ?? THE_TAB,
    frameId: own?.frameId ?? 0,
    ...(own?.documentId === undefined ? {} : { documentId: own.documentId }),
    ...(initiatorOrigin === undefined ? {} : { initiatorOrigin }),
    ...(own?.documentFrom === undefined ? {} : { documentFrom: own.documentFrom }),
  };
  if (!entry.requestHeaders) return [begin];
  const requestHeaders = redactRequestHeaders(entry.requestHeaders);
  return [begin, { kind: 'before-send-headers', ...common(entry, id), at: entry.sentAt, requestHeaders }];
}

/** A file is about one tab. */
const THE_TAB = 1;

function received(entry: HarEntry, id: string): readonly Observation[] {
  const { status, fromCache, receivedAt } = entry;
  if (status === 0) return [];
  const responseHeaders = redactResponseHeaders(entry.own?.headersBeforeExtensions ?? entry.responseHeaders);
  return [{ kind: 'headers-received', ...common(entry, id), at: receivedAt, status, responseHeaders, fromCache }];
}

function redirected(
  entry: HarEntry,
  id: string,
  target: string,
  nextStart: number | undefined,
): readonly Observation[] {
  const internal = isInternal(entry);
  return [
    ...(internal ? [] : received(entry, id)),
    {
      kind: 'before-redirect',
      ...common(entry, id),
      at: Math.max(entry.startedAt, Math.min(entry.endedAt, nextStart ?? entry.endedAt)),
      status: entry.status,
      redirectUrl: redactUrl(target),
      responseHeaders: internal ? [] : redactResponseHeaders(entry.responseHeaders),
      fromCache: entry.fromCache,
    },
  ];
}

/** No server sent it: an extension did, or the browser's memory of servers that want https. */
function isInternal({ own, responseHeaders }: HarEntry): boolean {
  return own?.byExtension ?? hasHeader(responseHeaders, 'non-authoritative-reason');
}

function ending(entry: HarEntry, id: string, source: HarSource): readonly Observation[] {
  const { status, fromCache, endedAt: at } = entry;
  const end = endOf(entry, source);
  const started: Observation = { kind: 'response-started', ...common(entry, id), at, status, fromCache };
  const responseHeaders = redactResponseHeaders(entry.responseHeaders);
  const completed: Observation = { kind: 'completed', ...common(entry, id), at, status, fromCache, responseHeaders };
  const failed: Observation = {
    kind: 'error-occurred',
    ...common(entry, id),
    at,
    netError: netErrorName(entry.netError ?? (entry.neverBegan ? REJECTED_IN_FIREFOX : '')),
    fromCache,
  };
  const letThrough = end === 'error-after-start';
  return [
    ...(end === 'response-started' || end === 'completed' || letThrough ? [started] : []),
    ...(end === 'completed' ? [completed] : []),
    ...(end === 'error' || letThrough ? [failed] : []),
  ];
}

/** What a rejected preflight leaves behind; whether it was that is decided when the preflight is known. */
const REJECTED_IN_FIREFOX = 'NS_ERROR_DOM_BAD_URI';

type End = 'pending' | 'response-started' | 'completed' | 'error' | 'error-after-start';

function endOf(entry: HarEntry, { failures, browser }: HarSource): End {
  const { own, status, netError, isPreflight, neverBegan } = entry;
  if (own) return own.end === 'error' && own.afterResponseStarted ? 'error-after-start' : (own.end ?? 'pending');
  // Chromium names an error beside the answer to a preflight that it refused; it is the answer that counts.
  if (isPreflight && status > 0) return 'completed';
  // The end of a request tells nothing in Firefox, whose requests end alike, and nothing in files of unknown origin.
  if (failures === 'unnamed') {
    if (browser !== 'firefox') return 'pending';
    return status > 0 ? 'completed' : neverBegan ? 'error' : 'pending';
  }
  if (netError === undefined) return status > 0 ? 'completed' : 'pending';
  const kind = classifyNetError(netErrorName(netError));
  return status > 0 && MIDWAY.has(kind) ? 'error-after-start' : 'error';
}

/** Errors of a transfer: with a response before them, the browser had let that through. */
const MIDWAY: ReadonlySet<NetErrorKind> = new Set(['connection-lost', 'timed-out', 'offline', 'aborted']);

/** DevTools adds the reason to some: `net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin`. */
function netErrorName(name: string): string {
  return name.replace(/^(net::ERR_[A-Z0-9_]+)\..*$/s, '$1').slice(0, 200);
}

function pageReport({ own, url, startedAt }: HarEntry, requestId: string): readonly Observation[] {
  if (!own?.pageReport) return [];
  return [{ kind: 'page-report', requestId, at: startedAt, url: redactUrl(url), ...own.pageReport }];
}

/** The origin of whoever asked. A referrer may be left out by policy, so it is not the only source. */
function initiatorOf({ own, requestHeaders, referrer, page }: HarEntry, { pages }: HarSource): string | undefined {
  if (own) return own.initiatorOrigin;
  const sent = getHeader(requestHeaders ?? [], 'origin');
  if (sent !== null) return sent === 'null' ? sent : knownOrigin(sent);
  return knownOrigin(referrer) ?? knownOrigin(page === undefined ? undefined : pages.get(page));
}

function knownOrigin(url: string | undefined): string | undefined {
  const origin = url === undefined ? 'null' : serializedOriginOf(url);
  return origin === 'null' ? undefined : origin;
}

const TYPE_OF_RESOURCE: Readonly<Record<string, string>> = {
  fetch: 'xmlhttprequest',
  xhr: 'xmlhttprequest',
  eventsource: 'xmlhttprequest',
  preflight: 'xmlhttprequest',
  font: 'font',
  image: 'image',
  script: 'script',
  stylesheet: 'stylesheet',
  media: 'media',
  websocket: 'websocket',
  ping: 'ping',
  'csp-violation-report': 'csp_report',
};

const TYPE_OF_DESTINATION: Readonly<Record<string, string>> = {
  empty: 'xmlhttprequest',
  font: 'font',
  image: 'image',
  script: 'script',
  style: 'stylesheet',
  audio: 'media',
  video: 'media',
  track: 'media',
  document: 'main_frame',
  iframe: 'sub_frame',
  frame: 'sub_frame',
  object: 'object',
  embed: 'object',
};

/** webRequest's name for what asked. The destination is what the browser itself told the server, where it does. */
function typeOf({ requestHeaders, resourceType }: HarEntry): string {
  const destination = getHeader(requestHeaders ?? [], 'sec-fetch-dest') ?? '';
  if (resourceType === 'ping' || resourceType === 'csp-violation-report') return TYPE_OF_RESOURCE[resourceType] ?? '';
  if (Object.hasOwn(TYPE_OF_DESTINATION, destination)) return TYPE_OF_DESTINATION[destination] ?? 'other';
  if (resourceType === 'document') return 'main_frame';
  if (resourceType !== undefined && Object.hasOwn(TYPE_OF_RESOURCE, resourceType)) {
    return TYPE_OF_RESOURCE[resourceType] ?? 'other';
  }
  return hasHeader(requestHeaders ?? [], 'origin') ? 'xmlhttprequest' : 'other';
}
