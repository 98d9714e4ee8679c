/**
 * What the algorithms can fail for, as data. No prose lives here: rules turn a reason into words.
 *
 * `phase` and `hop` of the failing {@link StepOutcome} say which response was judged; the reason says what was wrong.
 */
export type NetworkErrorReason =
  | { readonly kind: 'allow-origin-missing' }
  | { readonly kind: 'allow-origin-wildcard-with-credentials' }
  /** `value` is every line joined with ", ", as the browser reports it; `lines` the lines one by one. */
  | { readonly kind: 'allow-origin-multiple'; readonly value: string; readonly lines: readonly string[] }
  | { readonly kind: 'allow-origin-invalid'; readonly value: string }
  | { readonly kind: 'allow-origin-mismatch'; readonly value: string; readonly expected: string }
  /** `value` is `null` when the header is absent. */
  | { readonly kind: 'allow-credentials-not-true'; readonly value: string | null }
  | { readonly kind: 'preflight-redirected'; readonly status: number; readonly location: string }
  | { readonly kind: 'preflight-status-not-ok'; readonly status: number }
  | { readonly kind: 'allow-methods-unparsable'; readonly value: string }
  | { readonly kind: 'allow-headers-unparsable'; readonly value: string }
  | { readonly kind: 'method-not-allowed'; readonly method: string; readonly allowed: readonly string[] }
  /** `names`: every disallowed name, lower-case, sorted; the browser reports one of them. `allowed` as the server wrote them. */
  | { readonly kind: 'header-not-allowed'; readonly names: readonly string[]; readonly allowed: readonly string[] }
  | { readonly kind: 'redirect-with-userinfo'; readonly location: string }
  | { readonly kind: 'scheme-not-cors-enabled'; readonly scheme: string };

/** Which response a step judged: the preflight's, a 3xx of the actual request, or the final one. */
export type Phase = 'preflight' | 'redirect' | 'actual';

/** The checks in the order in which Chromium makes them. One check is one line of the "Checks" list. */
export type CheckId =
  | 'scheme-cors-enabled'
  | 'preflight-not-redirected'
  | 'allow-origin-present'
  | 'allow-origin-matches'
  | 'allow-credentials-true'
  | 'preflight-status-ok'
  | 'allow-methods-parses'
  | 'allow-headers-parses'
  | 'method-allowed'
  | 'headers-allowed'
  | 'redirect-without-userinfo';

/** A step of a Fetch Standard algorithm. */
export interface SpecStep {
  readonly algorithm: 'main fetch' | 'HTTP-redirect fetch' | 'CORS-preflight fetch' | 'CORS check';
  readonly step: string;
  /** Link to the algorithm. */
  readonly url: string;
}

/**
 * The result of one check on one response.
 *
 * `unknown`: an input could not be observed. `not-reached`: an earlier failure ended the fetch; when the input is at
 * hand, `wouldBe` says what this check would have said.
 */
export interface StepOutcome {
  readonly check: CheckId;
  readonly spec: SpecStep;
  readonly phase: Phase;
  /** Index into the hops of the fetch; 0 is the first URL. */
  readonly hop: number;
  readonly result: 'success' | 'failure' | 'unknown' | 'not-reached';
  readonly wouldBe?: 'success' | 'failure';
  /** Present exactly when `result` is `failure`, or when it is `not-reached` and `wouldBe` is `failure`. */
  readonly reason?: NetworkErrorReason;
}

/** Which engine's reading of the Standard is applied. */
export type Dialect = 'chromium' | 'firefox' | 'standard';

export type CredentialsMode = 'omit' | 'same-origin' | 'include';
export type RequestMode = 'cors' | 'no-cors' | 'same-origin' | 'navigate' | 'websocket';
