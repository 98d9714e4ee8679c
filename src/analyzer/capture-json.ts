import type { HeaderList } from './fetch/header-list.ts';
import type { Exchange, FetchTrace, Hop } from './trace/fetch-trace.ts';
import type { PageFacts } from './trace/observation.ts';

/** What a report has to say beyond its conclusions so that its trace can be shown and judged again. */
export interface CaptureJson {
  /** webRequest resource type. */
  readonly type: string;
  readonly tabId: number;
  readonly frameId: number;
  readonly documentId: string | null;
  /** See `FetchTrace`; absent in reports of versions before it existed. */
  readonly documentFrom?: string | null;
  readonly fromServiceWorker: boolean;
  readonly preflightOnly: boolean;
  readonly outcome: {
    readonly kind: 'pending' | 'response-started' | 'completed' | 'error';
    /** Null while pending. */
    readonly at: number | null;
    readonly afterResponseStarted: boolean;
  };
  readonly pageReport: PageFacts | null;
  readonly secretsLeftOut: boolean;
  /** As many as the trace has hops. */
  readonly hops: readonly HopCaptureJson[];
}

/** One request; the times are milliseconds since the epoch. */
export interface ExchangeCaptureJson {
  readonly method: string;
  readonly startedAt: number;
  /** Null: its headers were not seen to leave, so those in the report are none and not an empty list. */
  readonly sentAt: number | null;
  readonly receivedAt: number | null;
  readonly endedAt: number | null;
  /** What the server sent before another extension changed it; null when none did. */
  readonly headersBeforeExtensions: HeaderList | null;
  /** The names of the response headers as the server spelt them, since one verdict of Firefox depends on it. */
  readonly responseNames: readonly string[];
}

export interface HopCaptureJson extends ExchangeCaptureJson {
  readonly redirect: { readonly to: string; readonly status: number; readonly byExtension: boolean } | null;
  readonly preflight:
    | (ExchangeCaptureJson & {
        readonly requestId: string;
        readonly fromCache: boolean;
        readonly netError: string | null;
      })
    | null;
}

export function captureJson(trace: FetchTrace): CaptureJson {
  const { outcome } = trace;
  return {
    type: trace.type,
    tabId: trace.tabId,
    frameId: trace.frameId,
    documentId: trace.documentId ?? null,
    documentFrom: trace.documentFrom ?? null,
    fromServiceWorker: trace.fromServiceWorker,
    preflightOnly: trace.preflightOnly,
    outcome: {
      kind: outcome.kind,
      at: outcome.kind === 'pending' ? null : outcome.at,
      afterResponseStarted: outcome.kind === 'error' && outcome.afterResponseStarted,
    },
    pageReport: trace.pageReport ?? null,
    secretsLeftOut: trace.secretsLeftOut ?? false,
    hops: trace.hops.map(hopCapture),
  };
}

function hopCapture(hop: Hop): HopCaptureJson {
  const { preflight } = hop;
  return {
    ...exchangeCapture(hop),
    redirect: hop.redirect ?? null,
    preflight: preflight
      ? {
          ...exchangeCapture(preflight),
          requestId: preflight.requestId,
          fromCache: preflight.response?.fromCache ?? false,
          netError: preflight.netError ?? null,
        }
      : null,
  };
}

function exchangeCapture({
  method,
  startedAt,
  requestHeaders,
  sentAt,
  response,
  endedAt,
}: Exchange): ExchangeCaptureJson {
  return {
    method,
    startedAt,
    sentAt: requestHeaders ? (sentAt ?? startedAt) : null,
    receivedAt: response?.receivedAt ?? null,
    endedAt: endedAt ?? null,
    headersBeforeExtensions: response?.headersBeforeExtensions ?? null,
    responseNames: response?.headers.map(([name]) => name) ?? [],
  };
}
