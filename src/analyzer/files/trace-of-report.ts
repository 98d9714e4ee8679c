import type { ExchangeCaptureJson } from '../capture-json.ts';
import { requestAfterRedirect } from '../fetch/http-redirect.ts';
import type { Exchange, FetchTrace, Hop, ObservedResponse, Outcome, Preflight } from '../trace/fetch-trace.ts';
import { redactRequestHeaders, redactResponseHeaders, redactUrl } from '../trace/redact.ts';
import type { Capture } from './reported-capture.ts';
import type { ReportedHop, ReportedPreflight, ReportedTrace } from './reported-trace.ts';

/** The trace that a report was made of, redacted again: a file may come from anywhere. */
export function traceOfReport(reported: ReportedTrace, browser: FetchTrace['browser']): FetchTrace {
  const capture = reported.capture ?? guessedCapture(reported);
  const { tabId, documentId, documentFrom = null, pageReport } = capture;
  return {
    id: reported.id,
    browser,
    tabId,
    frameId: capture.frameId,
    ...(documentId === null ? {} : { documentId }),
    fromServiceWorker: capture.fromServiceWorker,
    type: capture.type,
    ...(reported.initiatorOrigin === null ? {} : { initiatorOrigin: reported.initiatorOrigin }),
    ...(documentFrom === null ? {} : { documentFrom }),
    startedAt: reported.startedAt,
    hops: reported.hops.map((hop, index) => hopOf(hop, capture.hops[index])),
    outcome: outcomeOf(reported, capture),
    preflightOnly: capture.preflightOnly,
    ...(pageReport === null ? {} : { pageReport }),
    ...(capture.secretsLeftOut ? { secretsLeftOut: true } : {}),
  };
}

type HopCapture = Capture['hops'][number];

function hopOf(hop: ReportedHop, capture: HopCapture | undefined): Hop {
  if (!capture) throw new Error('a hop without its capture was let through');
  const { redirect } = capture;
  return {
    ...exchangeOf(hop.url, hop, hop.fromCache, capture),
    ...(hop.preflight && capture.preflight
      ? { preflight: preflightOf(hop.url, hop.preflight, capture.preflight) }
      : {}),
    ...(redirect ? { redirect: { ...redirect, to: redactUrl(redirect.to) } } : {}),
  };
}

function preflightOf(
  url: string,
  preflight: ReportedPreflight,
  capture: NonNullable<HopCapture['preflight']>,
): Preflight {
  return {
    ...exchangeOf(url, preflight, capture.fromCache, capture),
    requestId: capture.requestId,
    pairing: preflight.pairing,
    ...(capture.netError === null ? {} : { netError: capture.netError }),
  };
}

type Reported = Pick<ReportedPreflight, 'status' | 'requestHeaders' | 'responseHeaders'>;

function exchangeOf(url: string, reported: Reported, fromCache: boolean, capture: ExchangeCaptureJson): Exchange {
  const { method, startedAt, sentAt, endedAt } = capture;
  const response = responseOf(reported, fromCache, capture);
  return {
    url: redactUrl(url),
    method,
    startedAt,
    ...(sentAt === null ? {} : { requestHeaders: redactRequestHeaders(reported.requestHeaders), sentAt }),
    ...(response ? { response } : {}),
    ...(endedAt === null ? {} : { endedAt }),
  };
}

function responseOf(
  { status, responseHeaders }: Reported,
  fromCache: boolean,
  { receivedAt, startedAt, headersBeforeExtensions: before, responseNames }: ExchangeCaptureJson,
): ObservedResponse | undefined {
  if (status === null) return undefined;
  return {
    status,
    headers: redactResponseHeaders(responseHeaders.map(([name, value], at) => [spelt(name, responseNames[at]), value])),
    ...(before === null ? {} : { headersBeforeExtensions: redactResponseHeaders(before) }),
    receivedAt: receivedAt ?? startedAt,
    fromCache,
  };
}

/** The server's own spelling, if it is one of the same name. */
function spelt(name: string, spelling: string | undefined): string {
  return spelling?.toLowerCase() === name.toLowerCase() ? spelling : name;
}

function outcomeOf({ hops }: ReportedTrace, { outcome: { kind, at, afterResponseStarted } }: Capture): Outcome {
  if (kind === 'pending' || at === null) return { kind: 'pending' };
  if (kind !== 'error') return { kind, at };
  return { kind, at, netError: hops.at(-1)?.netError ?? 'unknown', afterResponseStarted };
}

const TYPE_OF_DESTINATION: ReadonlyMap<string, string> = new Map([
  ['empty', 'xmlhttprequest'],
  ['style', 'stylesheet'],
  ['document', 'main_frame'],
  ['iframe', 'sub_frame'],
]);

/** What an older report leaves to be read between its lines. Every time is that of the beginning. */
function guessedCapture(reported: ReportedTrace): Capture {
  const { destination, hops, startedAt, credentialsTold, observed } = reported;
  const last = hops.at(-1);
  const ended = last?.netError ? 'error' : last?.status ? 'completed' : 'pending';
  const onlyAsked =
    hops.length === 1 && ended === 'pending' && last?.requestHeaders.length === 0 && last.preflight !== null;
  return {
    type: destination === null ? 'other' : (TYPE_OF_DESTINATION.get(destination) ?? destination),
    tabId: 0,
    frameId: 0,
    documentId: null,
    fromServiceWorker: false,
    preflightOnly: onlyAsked,
    outcome: {
      kind: ended,
      at: ended === 'pending' ? null : startedAt,
      afterResponseStarted: ended === 'error' && observed === 'allowed',
    },
    pageReport: credentialsTold === undefined ? null : { credentialsMode: credentialsTold },
    secretsLeftOut: false,
    hops: hopCaptures(reported),
  };
}

function hopCaptures({ hops, method: first, startedAt }: ReportedTrace): Capture['hops'] {
  let method = first;
  return hops.map((hop, index) => {
    const next = hops[index + 1];
    const at = (headers: readonly unknown[]) => (headers.length > 0 ? startedAt : null);
    const shared = {
      startedAt,
      receivedAt: startedAt,
      endedAt: startedAt,
      headersBeforeExtensions: null,
      responseNames: [],
    };
    const capture = {
      ...shared,
      method,
      sentAt: at(hop.requestHeaders),
      redirect: next ? { to: next.url, status: hop.status ?? 307, byExtension: hop.status === null } : null,
      preflight: hop.preflight && {
        ...shared,
        method: 'OPTIONS',
        sentAt: at(hop.preflight.requestHeaders),
        requestId: `preflight-${index + 1}`,
        fromCache: false,
        netError: null,
      },
    };
    if (next) method = requestAfterRedirect({ url: hop.url, method, headers: [] }, hop.status ?? 307, next.url).method;
    return capture;
  });
}
