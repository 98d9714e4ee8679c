import type { HeaderList } from '../fetch/header-list.ts';
import type { CredentialsMode } from '../fetch/network-error.ts';

/** Milliseconds since the epoch. */
export type EpochMs = number;

/**
 * One browser event about one request, in our own shape: what the two browsers call differently is already the same
 * here (`src/platform/web-request.ts` translates). Always redacted before it is built, so it can be stored and shown.
 *
 * A set of observations is all the state there is: the reducer in `assemble.ts` gives the same traces whatever order
 * the events arrived in and however often.
 */
export type Observation =
  | BeforeRequest
  | BeforeSendHeaders
  | HeadersReceived
  | BeforeRedirect
  | ResponseStarted
  | Completed
  | ErrorOccurred
  | PageReported;

interface Common {
  /** The browser's request id: one value for all hops of a redirect chain, another one for each preflight. */
  readonly requestId: string;
  readonly at: EpochMs;
  /** URL of the hop that the event is about: redacted, without fragment. */
  readonly url: string;
}

export interface BeforeRequest extends Common {
  readonly kind: 'before-request';
  readonly method: string;
  /** webRequest resource type: `xmlhttprequest`, `font`, `script`, `ping`, `other`, … */
  readonly type: string;
  /** -1: not made by a tab (a service worker, above all). */
  readonly tabId: number;
  readonly frameId: number;
  readonly documentId?: string;
  /** Serialised origin of the initiator, "null" when opaque; absent where the browser does not say. */
  readonly initiatorOrigin?: string;
  /** `file:` where the browser itself says that the page is a file (Firefox); in files also what had been found out. */
  readonly documentFrom?: string;
  /** The page was in a prerendered or cached document. */
  readonly documentLifecycle?: string;
  /** Read from a later event, because this life of the background did not see the one that begins the request. */
  readonly late?: true;
}

export interface BeforeSendHeaders extends Common {
  readonly kind: 'before-send-headers';
  readonly requestHeaders: HeaderList;
}

export interface HeadersReceived extends Common {
  readonly kind: 'headers-received';
  readonly status: number;
  readonly responseHeaders: HeaderList;
  /** Firefox tells it here already. */
  readonly fromCache?: boolean;
}

export interface BeforeRedirect extends Common {
  readonly kind: 'before-redirect';
  readonly status: number;
  /** Where the browser goes next: redacted. */
  readonly redirectUrl: string;
  /** Empty when an extension made the redirect. */
  readonly responseHeaders: HeaderList;
  readonly fromCache: boolean;
}

export interface ResponseStarted extends Common {
  readonly kind: 'response-started';
  readonly status: number;
  readonly fromCache: boolean;
}

export interface Completed extends Common {
  readonly kind: 'completed';
  readonly status: number;
  readonly fromCache: boolean;
  /** The headers after every extension's changes: what Chromium judged when the request succeeded. */
  readonly responseHeaders: HeaderList;
  readonly ip?: string;
}

export interface ErrorOccurred extends Common {
  readonly kind: 'error-occurred';
  /** `net::ERR_…` in Chromium, `NS_ERROR_…` in Firefox. */
  readonly netError: string;
  readonly fromCache: boolean;
}

/** `redirect` of a fetch. Elements, XMLHttpRequest and EventSource always follow. */
export type RedirectMode = 'follow' | 'error' | 'manual';

/** Modes that a page can ask for; it cannot ask for a navigation or a WebSocket this way. */
export type PageRequestMode = 'cors' | 'no-cors' | 'same-origin';

/**
 * What the page itself says about one of its fetches, read on request ("Reload and settle it") or from its Resource
 * Timing. A page may lie, so nothing here stands against what the browser's events show. Absent fields were not told.
 */
export interface PageFacts {
  readonly credentialsMode?: CredentialsMode;
  readonly mode?: PageRequestMode;
  readonly redirectMode?: RedirectMode;
  /** Resource Timing has a status for the response, or 0. The same 0 stands for every response that was not readable. */
  readonly couldRead?: boolean;
}

/** Facts of the page as an observation, so that they last like the browser's own. `at` and `url` are the request's. */
export interface PageReported extends Common, PageFacts {
  readonly kind: 'page-report';
}
