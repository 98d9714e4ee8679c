import type { WebRequest } from 'webextension-polyfill';
import { textOfHeaderBytes } from '../analyzer/fetch/header-bytes.ts';
import type { Header, HeaderList } from '../analyzer/fetch/header-list.ts';
import { serializedOriginOf } from '../analyzer/fetch/origin.ts';
import type { BeforeRequest, Observation } from '../analyzer/trace/observation.ts';
import { redactRequestHeaders, redactResponseHeaders, redactUrl } from '../analyzer/trace/redact.ts';
import { privilegedOriginOf } from '../analyzer/trace/relevance.ts';
import { browser } from './browser.ts';

/** Which browser's event grammar the observations follow. */
export const BROWSER: 'chromium' | 'firefox' = browser.runtime.getURL('').startsWith('moz-extension:')
  ? 'firefox'
  : 'chromium';

type RequestDetails = WebRequest.OnBeforeRequestDetailsType & ChromiumDetails;

/** Every event says who asked, not only the first one of a request. */
type LaterDetails = Omit<RequestDetails, 'requestBody' | 'urlClassification' | 'thirdParty'>;

/** Of so many requests it is remembered that they have begun. */
const MOST_BEGUN = 5000;

/** What Chromium adds and the type package does not know. */
interface ChromiumDetails {
  readonly initiator?: string;
  readonly documentId?: string;
  readonly documentLifecycle?: string;
}

/** What every event says; `timeStamp` is in milliseconds since the epoch. */
interface CommonDetails {
  readonly requestId: string;
  readonly url: string;
  readonly timeStamp: number;
}

interface EventSource {
  addListener(): void;
  removeListener(): void;
}

/** The listeners that requests are observed with. */
export interface RequestListeners {
  /** Adds them, where they are not there. */
  start(): void;
  /** Removes them: the browser does not even wake the background for requests then. */
  stop(): void;
  /** Registers them anew, where they are there: those added while the user withheld every site stay dead afterwards. */
  registerAgain(): void;
}

/**
 * Calls `observe` for every event of every request that the browser shows this extension, redacted. Must be called in
 * the first turn of the background, or events are lost while it wakes up.
 *
 * @see https://developer.chrome.com/docs/extensions/reference/api/webRequest
 */
export function observeRequests(observe: (observation: Observation) => void): RequestListeners {
  const sources = eventSources(observe);
  let listening = false;
  const listeners: RequestListeners = {
    start() {
      if (!listening) for (const source of sources) source.addListener();
      listening = true;
    },
    stop() {
      if (listening) for (const source of sources) source.removeListener();
      listening = false;
    },
    registerAgain() {
      if (!listening) return;
      listeners.stop();
      listeners.start();
    },
  };
  listeners.start();
  return listeners;
}

function eventSources(observe: (observation: Observation) => void): EventSource[] {
  const { webRequest } = browser;
  const begun = new LastIds(MOST_BEGUN);
  const begins = (details: RequestDetails) => {
    begun.add(details.requestId);
    observe(beforeRequest(details));
  };
  const goesOn =
    <D extends LaterDetails>(observationOf: (details: D) => Observation) =>
    (details: D) => {
      if (begun.add(details.requestId)) observe({ ...beforeRequest(details), late: true });
      observe(observationOf(details));
    };
  return [
    source(webRequest.onBeforeRequest, 'OnBeforeRequestOptions', [], begins),
    source(webRequest.onBeforeSendHeaders, 'OnBeforeSendHeadersOptions', ['requestHeaders'], goesOn(beforeSendHeaders)),
    source(webRequest.onHeadersReceived, 'OnHeadersReceivedOptions', ['responseHeaders'], goesOn(headersReceived)),
    source(webRequest.onBeforeRedirect, 'OnBeforeRedirectOptions', ['responseHeaders'], goesOn(beforeRedirect)),
    source(webRequest.onResponseStarted, 'OnResponseStartedOptions', [], goesOn(responseStarted)),
    source(webRequest.onCompleted, 'OnCompletedOptions', ['responseHeaders'], goesOn(completed)),
    source(webRequest.onErrorOccurred, 'OnErrorOccurredOptions', [], goesOn(errorOccurred)),
  ];
}

/** The ids that came last, so many of them. */
class LastIds {
  readonly #ids = new Set<string>();

  constructor(private readonly most: number) {}

  /** Returns whether the id is new. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > this.most && oldest !== undefined) this.#ids.delete(oldest);
    return true;
  }
}

/** One webRequest event; only its signature matters here, and each of the seven has types of its own. */
interface WebRequestEvent<D, O> {
  addListener(listener: (details: D) => void, filter: WebRequest.RequestFilter, options?: O[]): void;
  removeListener(listener: (details: D) => void): void;
}

function source<D, O extends string>(
  event: WebRequestEvent<D, O>,
  optionsName: string,
  wanted: readonly O[],
  listener: (details: D) => void,
): EventSource {
  const options = [...wanted, ...extraHeaders<O>(optionsName)];
  return {
    // A second argument list without options is not the same as an empty one: Firefox refuses events that take none.
    addListener: () =>
      options.length > 0
        ? event.addListener(listener, { urls: ['<all_urls>'] }, options)
        : event.addListener(listener, { urls: ['<all_urls>'] }),
    removeListener: () => event.removeListener(listener),
  };
}

/**
 * Chromium hides preflights, `Origin`, `Sec-Fetch-*` and all headers of responses that fail CORS from listeners that do
 * not ask for `extraHeaders`; Firefox shows everything and refuses the word.
 */
function extraHeaders<O extends string>(optionsName: string): O[] {
  const options = (browser.webRequest as unknown as Record<string, { EXTRA_HEADERS?: O } | undefined>)[optionsName];
  return options?.EXTRA_HEADERS === undefined ? [] : [options.EXTRA_HEADERS];
}

function common({ requestId, url, timeStamp }: CommonDetails) {
  return { requestId, at: timeStamp, url: redactUrl(url) };
}

function beforeRequest(details: LaterDetails): BeforeRequest {
  const initiatorOrigin = initiatorOf(details);
  return {
    kind: 'before-request',
    ...common(details),
    method: details.method,
    type: details.type,
    tabId: details.tabId,
    frameId: details.frameId,
    ...(details.documentId === undefined ? {} : { documentId: details.documentId }),
    ...(initiatorOrigin === undefined ? {} : { initiatorOrigin }),
    ...(addressOfInitiator(details)?.startsWith('file:') ? { documentFrom: 'file:' } : {}),
    ...(details.documentLifecycle === undefined ? {} : { documentLifecycle: details.documentLifecycle }),
  };
}

/** Chromium gives an origin. Firefox gives whole addresses, of which nothing but origin or scheme is kept. */
function addressOfInitiator({ initiator, originUrl, documentUrl }: LaterDetails): string | undefined {
  return initiator ?? originUrl ?? documentUrl;
}

function initiatorOf(details: LaterDetails): string | undefined {
  const address = addressOfInitiator(details);
  if (address === undefined) return undefined;
  return privilegedOriginOf(address) ?? serializedOriginOf(address);
}

function beforeSendHeaders(details: WebRequest.OnBeforeSendHeadersDetailsType): Observation {
  return {
    kind: 'before-send-headers',
    ...common(details),
    requestHeaders: redactRequestHeaders(headerList(details.requestHeaders)),
  };
}

function headersReceived(details: WebRequest.OnHeadersReceivedDetailsType): Observation {
  const { fromCache } = details as { fromCache?: boolean };
  return {
    kind: 'headers-received',
    ...common(details),
    status: details.statusCode,
    responseHeaders: redactResponseHeaders(headerList(details.responseHeaders)),
    ...(fromCache === undefined ? {} : { fromCache }),
  };
}

function beforeRedirect(details: WebRequest.OnBeforeRedirectDetailsType): Observation {
  return {
    kind: 'before-redirect',
    ...common(details),
    status: details.statusCode,
    redirectUrl: redactUrl(details.redirectUrl),
    responseHeaders: redactResponseHeaders(headerList(details.responseHeaders)),
    fromCache: details.fromCache,
  };
}

function responseStarted(details: WebRequest.OnResponseStartedDetailsType): Observation {
  return { kind: 'response-started', ...common(details), status: details.statusCode, fromCache: details.fromCache };
}

function completed(details: WebRequest.OnCompletedDetailsType): Observation {
  return {
    kind: 'completed',
    ...common(details),
    status: details.statusCode,
    fromCache: details.fromCache,
    responseHeaders: redactResponseHeaders(headerList(details.responseHeaders)),
    ...(details.ip === undefined ? {} : { ip: details.ip }),
  };
}

function errorOccurred(details: WebRequest.OnErrorOccurredDetailsType): Observation {
  return {
    kind: 'error-occurred',
    ...common(details),
    netError: details.error,
    fromCache: details.fromCache,
  };
}

/** Values that are not UTF-8 come as bytes. */
function headerList(headers: WebRequest.HttpHeaders | undefined): HeaderList {
  return (headers ?? []).map(
    ({ name, value, binaryValue }): Header => [name, value ?? textOfHeaderBytes(binaryValue ?? [])],
  );
}
