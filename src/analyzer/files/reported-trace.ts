import type { HeaderList } from '../fetch/header-list.ts';
import type { CredentialsMode } from '../fetch/network-error.ts';
import type { Verdict } from '../trace/judgement.ts';
import { type Capture, captureOf } from './reported-capture.ts';
import {
  count,
  field,
  filledText,
  flag,
  items,
  oneOf,
  optional,
  orNull,
  type Place,
  ShapeError,
  text,
} from './shape.ts';
import { headerPairs, time } from './trace-parts.ts';

/** One trace of a report, checked, as far as it is read again. */
export interface ReportedTrace {
  readonly id: string;
  readonly method: string;
  readonly initiatorOrigin: string | null;
  readonly destination: string | null;
  /** Only when the page told it. */
  readonly credentialsTold: CredentialsMode | undefined;
  readonly startedAt: number;
  /** At least one. */
  readonly hops: readonly ReportedHop[];
  readonly verdict: Verdict;
  readonly rule: string | null;
  readonly observed: 'allowed' | 'blocked' | null;
  /** Undefined in reports of older versions. */
  readonly capture: Capture | undefined;
}

export interface ReportedHop {
  readonly url: string;
  readonly status: number | null;
  readonly fromCache: boolean;
  readonly requestHeaders: HeaderList;
  readonly responseHeaders: HeaderList;
  readonly netError: string | null;
  readonly preflight: ReportedPreflight | null;
}

export interface ReportedPreflight {
  readonly status: number | null;
  readonly requestHeaders: HeaderList;
  readonly responseHeaders: HeaderList;
  readonly pairing: 'observed' | 'inferred';
}

const VERDICTS = ['allowed', 'blocked', 'opaque', 'not-cors', 'undetermined'] as const;
const MODES = ['include', 'same-origin', 'omit'] as const;

/** @throws ShapeError where the trace is not as docs/report.schema.json says. */
export function reportedTrace(place: Place): ReportedTrace {
  const hops = items(field(place, 'hops')).map(hopOf);
  if (hops.length === 0) throw new ShapeError(field(place, 'hops'), 'a list with one hop at least');
  const credentials = field(place, 'credentials');
  const value = orNull(field(credentials, 'value'), (p) => oneOf(p, MODES));
  const source = oneOf(field(credentials, 'source'), ['observed', 'inferred', 'page', 'unknown']);
  const capture = optional(field(place, 'capture'), captureOf);
  if (capture && capture.hops.length !== hops.length) {
    throw new ShapeError(field(field(place, 'capture'), 'hops'), `a list of ${hops.length}, as there are hops`);
  }
  checkConclusions(place);
  return {
    id: filledText(field(place, 'id')),
    method: filledText(field(place, 'method')),
    initiatorOrigin: orNull(field(place, 'initiatorOrigin'), text),
    destination: orNull(field(place, 'destination'), text),
    credentialsTold: source === 'page' ? (value ?? undefined) : undefined,
    startedAt: time(field(place, 'startedAt')),
    hops,
    verdict: oneOf(field(place, 'verdict'), VERDICTS),
    rule: orNull(field(place, 'cause'), (cause) => filledText(field(cause, 'rule'))),
    observed: orNull(field(place, 'observed'), (p) => oneOf(p, ['allowed', 'blocked'])),
    capture,
  };
}

/** What is computed anew; a document that lacks it is no report all the same. */
function checkConclusions(place: Place): void {
  filledText(field(place, 'url'));
  orNull(field(place, 'mode'), text);
  orNull(field(place, 'blockedBy'), text);
  orNull(field(place, 'expected'), text);
  for (const finding of items(field(place, 'findings'))) filledText(field(finding, 'rule'));
  for (const candidate of items(field(place, 'candidates'))) oneOf(field(candidate, 'credentials'), MODES);
  for (const fact of items(field(place, 'missing'))) text(fact);
  orNull(field(field(place, 'server'), 'stack'), text);
}

function hopOf(place: Place): ReportedHop {
  return {
    url: filledText(field(place, 'url')),
    status: orNull(field(place, 'status'), status),
    fromCache: flag(field(place, 'fromCache')),
    requestHeaders: headerPairs(field(place, 'requestHeaders')),
    responseHeaders: headerPairs(field(place, 'responseHeaders')),
    netError: orNull(field(place, 'netError'), filledText),
    preflight: orNull(field(place, 'preflight'), (preflight) => ({
      status: orNull(field(preflight, 'status'), status),
      requestHeaders: headerPairs(field(preflight, 'requestHeaders')),
      responseHeaders: headerPairs(field(preflight, 'responseHeaders')),
      pairing: oneOf(field(preflight, 'pairing'), ['observed', 'inferred']),
    })),
  };
}

function status(place: Place): number {
  const value = count(place);
  if (value < 100 || value > 999) throw new ShapeError(place, 'a status');
  return value;
}
