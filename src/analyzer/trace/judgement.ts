import type { Known } from '../fetch/known.ts';
import type { NetErrorKind } from '../fetch/net-error.ts';
import type { CredentialsMode, Dialect, RequestMode, StepOutcome } from '../fetch/network-error.ts';

/**
 * `allowed`: the page may read the response. `blocked`: it may not. `opaque`: a no-cors response that no header can make
 * readable, delivered all the same. `not-cors`: CORS has no say (same origin, navigation, websocket). `undetermined`:
 * pending, or a missing fact decides; `Judgement.missing` names it.
 */
export type Verdict = 'allowed' | 'blocked' | 'opaque' | 'not-cors' | 'undetermined';

/** Why the page could not read a response, coarsest first. */
export type BlockedBy = 'cors' | 'network' | 'policy' | 'local-network-access' | 'client' | 'redirect' | 'aborted';

/** What one credentials mode would have led to. */
export interface Candidate {
  readonly credentialsMode: CredentialsMode;
  readonly steps: readonly StepOutcome[];
  readonly failure: StepOutcome | undefined;
}

/** Everything decided about one fetch, before any words are found for it. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly blockedBy: BlockedBy | null;
  readonly dialect: Dialect;
  readonly mode: Known<RequestMode>;
  /** Fetch destination: "empty" for fetch() and XMLHttpRequest. */
  readonly destination: Known<string>;
  readonly credentials: Known<CredentialsMode>;
  readonly usesCors: boolean;
  /** The checks of the candidate taken. Empty when CORS had no say. */
  readonly steps: readonly StepOutcome[];
  /** The failing check whose reason the browser reports. */
  readonly failure: StepOutcome | undefined;
  /** Two entries when the credentials mode decides and could not be observed; the likelier one first. */
  readonly candidates: readonly Candidate[];
  /** Transport or policy error as the browser named it, classified. */
  readonly netError: NetErrorKind | null;
  /** What the headers alone predict; null when the headers do not decide. */
  readonly expected: 'allowed' | 'blocked' | null;
  /** What the browser was seen to do; null while pending or where its events do not tell (Firefox, plain requests). */
  readonly observed: 'allowed' | 'blocked' | null;
  /** Both are known and differ. */
  readonly disagrees: boolean;
  /** For `undetermined`: the facts that would settle it. */
  readonly missing: readonly MissingFact[];
  /** Per hop: the origin that the browser compared ("null" after a tainting redirect). */
  readonly origins: readonly string[];
  /** Per hop: why a preflight was or was not sent. */
  readonly preflights: readonly PreflightReason[];
}

export type MissingFact = 'credentials-mode' | 'request-mode' | 'redirect-mode' | 'response' | 'actual-request';

export interface PreflightReason {
  readonly needed: boolean;
  /** `sent`: seen on the network. `cached`: needed, none seen, yet the request went out. `not-seen`: needed, none seen, and the request did not go out either. */
  readonly state: 'sent' | 'cached' | 'not-needed' | 'not-seen';
  /** Set when the method is not GET, HEAD or POST. */
  readonly unsafeMethod?: string;
  readonly unsafeHeaderNames: readonly string[];
  /** A preflight was sent although neither method nor headers need one: XMLHttpRequest upload listeners or a streaming body. */
  readonly forced: boolean;
}
