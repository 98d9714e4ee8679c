import type { HeaderList } from '../fetch/header-list.ts';
import type { EpochMs, PageFacts } from './observation.ts';

/**
 * One request and its response, as far as the network showed them. The unit that headers, statuses and times belong to:
 * a hop's actual request is one, its preflight is another.
 */
export interface Exchange {
  readonly url: string;
  readonly method: string;
  readonly startedAt: EpochMs;
  /** Absent: the browser never got as far as sending it, or the event was not seen. */
  readonly requestHeaders?: HeaderList;
  /** When the request headers were ready to be sent. */
  readonly sentAt?: EpochMs;
  /** Absent: no response arrived. */
  readonly response?: ObservedResponse;
  readonly endedAt?: EpochMs;
}

export interface ObservedResponse {
  readonly status: number;
  /**
   * The headers of the event that shows what the browser judged: the terminal event's for a preflight and for a
   * completed request, `onHeadersReceived`'s otherwise. Wire order, repeats kept, names as the server wrote them.
   */
  readonly headers: HeaderList;
  /** The server's own headers, present only when another extension changed them before the browser judged. */
  readonly headersBeforeExtensions?: HeaderList;
  readonly receivedAt: EpochMs;
  readonly fromCache: boolean;
}

/** The OPTIONS request that asked for permission on behalf of one hop. */
export interface Preflight extends Exchange {
  readonly requestId: string;
  /** `inferred`: several requests to the same URL were in flight and the order of events decided. */
  readonly pairing: 'observed' | 'inferred';
  /** Transport failure of the preflight itself. */
  readonly netError?: string;
}

/** One URL of a redirect chain: index 0 is the URL that the page asked for. */
export interface Hop extends Exchange {
  readonly preflight?: Preflight;
  /** Set on every hop that was left by a redirect. `byExtension`: a synthetic one that the server never sent. */
  readonly redirect?: { readonly to: string; readonly status: number; readonly byExtension: boolean };
}

export type Outcome =
  | { readonly kind: 'pending' }
  /** The body could not be delivered in full yet, but the browser has let the response through. */
  | { readonly kind: 'response-started'; readonly at: EpochMs }
  | { readonly kind: 'completed'; readonly at: EpochMs }
  /** `afterResponseStarted`: the browser had already let the response through, so this is not a CORS failure. */
  | { readonly kind: 'error'; readonly at: EpochMs; readonly netError: string; readonly afterResponseStarted: boolean };

/** One fetch of the page: the actual request's hops, each with its preflight. The analyzer's unit of work. */
export interface FetchTrace {
  /** Stable: derived from the browser's request id. */
  readonly id: string;
  readonly browser: 'chromium' | 'firefox';
  /** The tab whose page it belongs to; -1 until a service worker's request is attributed to one. */
  readonly tabId: number;
  readonly frameId: number;
  readonly documentId?: string;
  /** A service worker made the request: the page sees what the worker makes of it. */
  readonly fromServiceWorker: boolean;
  /** webRequest resource type. */
  readonly type: string;
  /** Serialised origin, "null" when opaque; absent when the browser did not say. */
  readonly initiatorOrigin?: string;
  /**
   * Where the page was loaded from whose origin is opaque: `file:`, or the origin of its address, which a sandbox took from
   * it. Absent where the browser does not show it, as for `data:` URLs and frames with `srcdoc`.
   */
  readonly documentFrom?: string;
  readonly startedAt: EpochMs;
  /** At least one. */
  readonly hops: readonly Hop[];
  readonly outcome: Outcome;
  /** A preflight whose actual request was never seen: all that is known is `hops[0].preflight`. */
  readonly preflightOnly: boolean;
  /** Facts the page told; never trusted beyond what they are. */
  readonly pageReport?: PageFacts;
  /**
   * The trace comes from a file that leaves out `Cookie`, `Set-Cookie` and `Authorization`: that such a header is not here
   * says nothing about whether it was sent.
   */
  readonly secretsLeftOut?: true;
}

/** The hop that the browser stopped at or finished with. */
export function lastHop(trace: FetchTrace): Hop {
  const hop = trace.hops.at(-1);
  if (!hop) throw new Error(`trace ${trace.id} has no hops`);
  return hop;
}

export function firstHop(trace: FetchTrace): Hop {
  const hop = trace.hops[0];
  if (!hop) throw new Error(`trace ${trace.id} has no hops`);
  return hop;
}
