import type { CaptureJson, ExchangeCaptureJson, HopCaptureJson } from '../capture-json.ts';
import {
  field,
  filledText,
  finite,
  flag,
  items,
  oneOf,
  optional,
  orNull,
  type Place,
  ShapeError,
  text,
} from './shape.ts';
import { documentFrom, headerPairs, pageFacts, time, wholeNumber } from './trace-parts.ts';

export type Capture = CaptureJson;

/** @throws ShapeError where it is not as docs/report.schema.json says. */
export function captureOf(place: Place): Capture {
  const outcome = field(place, 'outcome');
  const kind = oneOf(field(outcome, 'kind'), ['pending', 'response-started', 'completed', 'error']);
  const at = orNull(field(outcome, 'at'), time);
  if ((at === null) !== (kind === 'pending')) throw new ShapeError(field(outcome, 'at'), 'the time of the end');
  return {
    type: filledText(field(place, 'type')),
    tabId: wholeNumber(field(place, 'tabId')),
    frameId: wholeNumber(field(place, 'frameId')),
    documentId: orNull(field(place, 'documentId'), text),
    documentFrom: optional(field(place, 'documentFrom'), documentFrom) ?? null,
    fromServiceWorker: flag(field(place, 'fromServiceWorker')),
    preflightOnly: flag(field(place, 'preflightOnly')),
    outcome: { kind, at, afterResponseStarted: flag(field(outcome, 'afterResponseStarted')) },
    pageReport: orNull(field(place, 'pageReport'), pageFacts),
    secretsLeftOut: flag(field(place, 'secretsLeftOut')),
    hops: items(field(place, 'hops')).map(hopCapture),
  };
}

function hopCapture(place: Place): HopCaptureJson {
  return {
    ...exchangeCapture(place),
    redirect: orNull(field(place, 'redirect'), (redirect) => ({
      to: text(field(redirect, 'to')),
      status: finite(field(redirect, 'status')),
      byExtension: flag(field(redirect, 'byExtension')),
    })),
    preflight: orNull(field(place, 'preflight'), (preflight) => ({
      ...exchangeCapture(preflight),
      requestId: filledText(field(preflight, 'requestId')),
      fromCache: flag(field(preflight, 'fromCache')),
      netError: orNull(field(preflight, 'netError'), filledText),
    })),
  };
}

function exchangeCapture(place: Place): ExchangeCaptureJson {
  return {
    method: filledText(field(place, 'method')),
    startedAt: time(field(place, 'startedAt')),
    sentAt: orNull(field(place, 'sentAt'), time),
    receivedAt: orNull(field(place, 'receivedAt'), time),
    endedAt: orNull(field(place, 'endedAt'), time),
    headersBeforeExtensions: orNull(field(place, 'headersBeforeExtensions'), headerPairs),
    responseNames: items(field(place, 'responseNames')).map(filledText),
  };
}
