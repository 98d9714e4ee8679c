import type { HeaderList } from './header-list.ts';
import type { CredentialsMode, StepOutcome } from './network-error.ts';

/** A response as the browser judged it. */
export interface JudgedResponse {
  readonly status: number;
  readonly headers: HeaderList;
}

/** One URL of a redirect chain, reduced to what the algorithms read. */
export interface HopInput {
  readonly url: string;
  /** As sent on this hop: normalised by the browser, `patch` stays `patch`. */
  readonly method: string;
  /**
   * CORS-unsafe request-header names of this hop, lower-case and sorted. Taken from `Access-Control-Request-Headers`
   * when there was a preflight, else computed from the request headers.
   */
  readonly unsafeHeaderNames: readonly string[];
  /** The preflight that the network showed for this hop. Absent: none was needed, or a cached one was used. */
  readonly preflight?: JudgedResponse;
  /** Absent: the request was never sent, or no response came. */
  readonly response?: JudgedResponse;
  /** An extension made this hop's redirect (a synthetic 307): the CORS check does not apply to it. */
  readonly redirectedByExtension?: boolean;
}

/** A whole `cors`-mode fetch with every input that the verdict depends on. */
export interface FetchInput {
  /** Serialised origin of the initiator; "null" when opaque. */
  readonly initiatorOrigin: string;
  readonly credentialsMode: CredentialsMode;
  readonly hops: readonly HopInput[];
}

/** What the algorithms say about a fetch. */
export interface FetchOutcome {
  /** Every check, in the browser's order, of every response seen. */
  readonly steps: readonly StepOutcome[];
  /** The first failing step: the browser's own reason. */
  readonly failure: StepOutcome | undefined;
  /** Per hop: the origin that is compared, "null" once a redirect has tainted the request. */
  readonly origins: readonly string[];
  /** Per hop: whether the CORS check applies ("CORS flag"). */
  readonly corsFlags: readonly boolean[];
}
