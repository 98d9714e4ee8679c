import { dialectRules } from '../fetch/dialect.ts';
import { getHeader, type HeaderList, hasHeader } from '../fetch/header-list.ts';
import { locationUrl, redirectLocation } from '../fetch/http-redirect.ts';
import { type Known, knownValue } from '../fetch/known.ts';
import { classifyNetError } from '../fetch/net-error.ts';
import type { CredentialsMode, RequestMode } from '../fetch/network-error.ts';
import { isPotentiallyTrustworthy, isSameOrigin } from '../fetch/origin.ts';
import { type FetchTrace, firstHop } from './fetch-trace.ts';

/**
 * What the page asked for, read from the events: the facts webRequest does not state outright, each with its source.
 * Nothing here looks at response headers or at the outcome.
 */
export interface RequestFacts {
  /** Serialised origin of the initiator; undefined when neither the browser nor an `Origin` header tells it. */
  readonly initiatorOrigin: string | undefined;
  readonly mode: Known<RequestMode>;
  /** The mode is `cors` by default only: nothing that was sent tells it from `no-cors`. */
  readonly mayBeNoCors: boolean;
  readonly destination: Known<string>;
  /** Before the outcome is consulted; `judge` may infer it from what happened. */
  readonly credentials: Known<CredentialsMode>;
  /** At least one hop leaves the initiator's origin, or the redirect does that the browser refused to follow. */
  readonly crossOrigin: boolean;
}

export function requestFacts(trace: FetchTrace): RequestFacts {
  const initiatorOrigin = initiatorOriginOf(trace);
  const mode = modeOf(trace, initiatorOrigin);
  return {
    initiatorOrigin,
    mode,
    mayBeNoCors: 'because' in mode && mode.because === CORS_BY_DEFAULT,
    destination: destinationOf(trace),
    credentials: credentialsOf(trace, initiatorOrigin),
    crossOrigin: visitedAndRefused(trace).some((url) => isCrossOrigin(initiatorOrigin, url)),
  };
}

function visitedAndRefused({ hops, outcome }: FetchTrace): readonly string[] {
  const visited = hops.map(({ url }) => url);
  const { url, response } = hops.at(-1) ?? {};
  const location = outcome.kind === 'error' && response ? redirectLocation(response) : null;
  const target = location === null || url === undefined ? null : locationUrl(location, url);
  return target === null ? visited : [...visited, target];
}

/** True for an opaque or unknown initiator: nothing is same-origin with it. */
function isCrossOrigin(initiatorOrigin: string | undefined, url: string): boolean {
  return initiatorOrigin === undefined || initiatorOrigin === 'null' || !isSameOrigin(initiatorOrigin, url);
}

function initiatorOriginOf(trace: FetchTrace): string | undefined {
  if (trace.initiatorOrigin !== undefined) return trace.initiatorOrigin;
  const hop = firstHop(trace);
  const sent = hop.requestHeaders ?? hop.preflight?.requestHeaders ?? [];
  return getHeader(sent, 'origin') ?? undefined;
}

function modeOf(trace: FetchTrace, initiatorOrigin: string | undefined): Known<RequestMode> {
  const stated = fetchMetadata(trace, 'sec-fetch-mode');
  if (isRequestMode(stated)) return { value: stated, source: 'observed' };
  if (trace.type === 'main_frame' || trace.type === 'sub_frame') {
    return { value: 'navigate', source: 'inferred', because: 'frames are loaded by navigation' };
  }
  if (trace.type === 'websocket')
    return { value: 'websocket', source: 'inferred', because: 'it is a WebSocket handshake' };
  if (trace.hops.some((hop) => hop.preflight)) {
    return { value: 'cors', source: 'inferred', because: 'only cors requests are preceded by a preflight' };
  }
  const sent = trace.hops.find((hop) => hop.requestHeaders && isCrossOrigin(initiatorOrigin, hop.url));
  if (!sent?.requestHeaders) return modeOfUnsent(trace) ?? modeOfUnseen(trace);
  return modeWithoutFetchMetadata(trace, sent.method, hasHeader(sent.requestHeaders, 'origin'));
}

/** Nothing went to another origin that could tell. */
function modeOfUnsent(trace: FetchTrace): Known<RequestMode> | undefined {
  const { redirect, response, url = '' } = trace.hops.at(-1) ?? {};
  const failed = trace.outcome.kind === 'error' && classifyNetError(trace.outcome.netError) === 'failed';
  if (failed && trace.browser === 'chromium' && !response && hasSchemeWithoutCors(url)) {
    return { value: 'cors', source: 'inferred', because: 'in mode no-cors the browser loads a URL of this scheme' };
  }
  // Chromium announces the redirects that it refuses in other modes, Firefox those that it refuses in this one.
  const isRefusedForCors = failed && (redirect !== undefined) === (trace.browser === 'firefox');
  if (isRefusedForCors && response && redirectLocation(response) !== null) {
    return { value: 'cors', source: 'inferred', because: 'in other modes the browser refuses a redirect differently' };
  }
  return modeTold(trace);
}

/** It was sent, since it was answered, but the background did not hear of its headers. */
function modeOfUnseen({ type, hops }: FetchTrace): Known<RequestMode> {
  if (!hops.at(-1)?.response) return { unknown: 'not-sent' };
  if (type === 'font') return { value: 'cors', source: 'inferred', because: 'fonts are always loaded in mode cors' };
  if (type === 'xmlhttprequest') return { value: 'cors', source: 'inferred', because: CORS_BY_DEFAULT };
  return { unknown: 'not-exposed-by-browser' };
}

function hasSchemeWithoutCors(url: string): boolean {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase();
  const { corsEnabledSchemes } = dialectRules('chromium');
  return scheme !== undefined && !scheme.startsWith('ws') && !corsEnabledSchemes.includes(scheme);
}

/** Plain http targets get no `Sec-Fetch-*` headers: the method, the type and the presence of `Origin` remain. */
function modeWithoutFetchMetadata(trace: FetchTrace, method: string, hasOrigin: boolean): Known<RequestMode> {
  if (!hasOrigin) return { value: 'no-cors', source: 'inferred', because: 'it carries no Origin header' };
  if (method === 'GET' || method === 'HEAD') {
    return { value: 'cors', source: 'inferred', because: `a ${method} carries Origin only in mode cors` };
  }
  const told = modeTold(trace);
  if (told) return told;
  if (isBeacon(trace)) {
    return { value: 'no-cors', source: 'inferred', because: 'a beacon in mode cors is preceded by a preflight' };
  }
  if (trace.type === 'xmlhttprequest') return { value: 'cors', source: 'inferred', because: CORS_BY_DEFAULT };
  return { unknown: 'not-exposed-by-browser' };
}

const CORS_BY_DEFAULT = 'fetch() and XMLHttpRequest use cors unless the page asks for no-cors';

/** `navigator.sendBeacon`, pings of links, and reports of violations: sent for good, with no page to read the answer. */
function isBeacon({ type }: FetchTrace): boolean {
  return type === 'ping' || type === 'beacon' || type === 'csp_report';
}

/** Other methods carry `Origin` whatever the mode: there the page is believed. */
function modeTold({ pageReport }: FetchTrace): Known<RequestMode> | undefined {
  return pageReport?.mode && { value: pageReport.mode, source: 'page' };
}

function isRequestMode(value: string | null): value is RequestMode {
  return (
    value === 'cors' || value === 'no-cors' || value === 'same-origin' || value === 'navigate' || value === 'websocket'
  );
}

const DESTINATION_OF_TYPE: Readonly<Record<string, string>> = {
  xmlhttprequest: 'empty',
  ping: 'empty',
  beacon: 'empty',
  websocket: 'empty',
  font: 'font',
  image: 'image',
  imageset: 'image',
  script: 'script',
  stylesheet: 'style',
  object: 'object',
  sub_frame: 'iframe',
  main_frame: 'document',
};

function destinationOf(trace: FetchTrace): Known<string> {
  const stated = fetchMetadata(trace, 'sec-fetch-dest');
  if (stated !== null) return { value: stated, source: 'observed' };
  const implied = DESTINATION_OF_TYPE[trace.type];
  if (implied === undefined) return { unknown: 'not-exposed-by-browser' };
  return { value: implied, source: 'inferred', because: 'the browser gave the type of the request only' };
}

/**
 * Browsers do not tell the credentials mode. A Cookie header on a cross-origin hop proves `include`; so does
 * `Sec-Fetch-Storage-Access`, which goes out on cross-site requests exactly when credentials are included, so that its
 * absence on a cross-site hop proves the opposite where it would have been sent. Same-site hops without cookies stay
 * unknown, and only there the page is believed.
 */
function credentialsOf(trace: FetchTrace, initiatorOrigin: string | undefined): Known<CredentialsMode> {
  const told = trace.pageReport?.credentialsMode;
  const proof = proofOfCredentials(trace, initiatorOrigin);
  if (told === undefined) {
    if (proof) return inferred(proof);
    return { unknown: trace.secretsLeftOut ? 'not-in-file' : 'not-exposed-by-browser' };
  }
  // A proof that none are included leaves open which of the two other modes it was.
  if (!proof || (proof.value === 'include') === (told === 'include')) return { value: told, source: 'page' };
  return inferred({ ...proof, because: `${proof.because}; the page says ${told}` });
}

type Inferred<T> = { readonly value: T; readonly because: string };

function inferred<T>({ value, because }: Inferred<T>): Known<T> {
  return { value, source: 'inferred', because };
}

function proofOfCredentials(
  trace: FetchTrace,
  initiatorOrigin: string | undefined,
): Inferred<CredentialsMode> | undefined {
  if (trace.type === 'ping' || trace.type === 'beacon') {
    return { value: 'include', because: 'navigator.sendBeacon always includes credentials' };
  }
  for (const [index, hop] of trace.hops.entries()) {
    if (!isCrossOrigin(initiatorOrigin, hop.url)) continue;
    const sent = [...(hop.requestHeaders ?? []), ...(hop.preflight?.requestHeaders ?? [])];
    if (hasHeader(sent, 'cookie')) return { value: 'include', because: 'a Cookie header went to another origin' };
    if (hasHeader(sent, 'sec-fetch-storage-access')) {
      return { value: 'include', because: 'Sec-Fetch-Storage-Access is only sent when credentials are included' };
    }
    if (isPotentiallyTrustworthy(hop.url) && requestsThatTell(trace, index).some(isCrossSite)) {
      return {
        value: 'same-origin',
        because:
          'a cross-site request that includes credentials carries Sec-Fetch-Storage-Access, and this one does not',
      };
    }
  }
  return undefined;
}

function isCrossSite(headers: HeaderList): boolean {
  return getHeader(headers, 'sec-fetch-site') === 'cross-site';
}

/**
 * The headers of those of a hop's requests that carry `Sec-Fetch-Storage-Access` if they are cross-site and include
 * credentials. In Chromium that is the actual request, since 133, the oldest version that the manifest allows. In Firefox
 * it is the preflight too, but neither when they belong to no document, as those of workers and of `keepalive`; and a
 * redirected request keeps to what was true of the first URL.
 */
function requestsThatTell({ browser, documentId, hops }: FetchTrace, index: number): readonly HeaderList[] {
  const { requestHeaders = [], preflight } = hops[index] ?? {};
  if (browser === 'chromium') return [requestHeaders];
  if (documentId === undefined) return [];
  return [preflight?.requestHeaders ?? [], ...(index === 0 ? [requestHeaders] : [])];
}

/** First value of a `Sec-Fetch-*` header over the hops; preflights carry their own and are not asked. */
function fetchMetadata(trace: FetchTrace, name: string): string | null {
  for (const hop of trace.hops) {
    const value = hop.requestHeaders ? getHeader(hop.requestHeaders, name) : null;
    if (value !== null) return value;
  }
  return null;
}

export function usesCors(facts: RequestFacts): boolean {
  return knownValue(facts.mode) === 'cors' && facts.crossOrigin;
}
