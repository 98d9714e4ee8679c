import type { CredentialsMode } from './fetch/network-error.ts';
import type { Policy } from './fixes/policy-type.ts';
import type { Reading } from './other-readings.ts';
import type { Diagnosis, Timeline } from './rules/rule.ts';
import type { ServerGuess } from './server/server-guess.ts';
import type { CacheFill, PreflightHistory } from './trace/earlier-requests.ts';
import type { FetchTrace } from './trace/fetch-trace.ts';
import type { Judgement } from './trace/judgement.ts';

/** Each engine's name for a failure, null when it has none; `failedParameter` is Chromium's detail beside it. */
export interface BrowserNames {
  readonly chromium: string | null;
  readonly firefox: string | null;
  readonly failedParameter: string;
}

/** One fetch with everything said about it. Derived from its trace whenever it is shown; never stored. */
export interface AnalyzedTrace {
  readonly trace: FetchTrace;
  readonly judgement: Judgement;
  /** Per hop: the earlier preflight whose answer the browser remembered; empty when none was needed that way. */
  readonly preflightHistory: PreflightHistory;
  /** The request that left the response in the browser's cache; absent unless it came from there and is known. */
  readonly cacheFill?: CacheFill | undefined;
  /** The primary diagnosis: present exactly when the verdict is `blocked` (or `undetermined` with a likely cause). */
  readonly cause: Diagnosis | undefined;
  /** What the browser itself calls the failure, in both engines' words. */
  readonly browserNames: BrowserNames;
  /**
   * The same for each credentials mode that explains what was seen, the likelier one first: two when the mode decides and
   * could not be observed, none otherwise.
   */
  readonly candidateNames: readonly (BrowserNames & { readonly credentialsMode: CredentialsMode })[];
  /** What the other engine and the Standard would make of it; computed when it is first read. */
  readonly readings: readonly Reading[];
  /** The other diagnoses: what would fail next, then risks, then notes. */
  readonly findings: readonly Diagnosis[];
  readonly server: ServerGuess;
  /** What the other requests to the same server show. */
  readonly timeline: Timeline;
  /** Origin of the server the verdict is about: of the failing hop, else of the last one. */
  readonly serverOrigin: string;
}

/** The smallest policy for one server, and how many of the observed fetches it would let through. */
export interface ServerPolicy {
  /** Serialised origin; the rest is computed when it is read. */
  readonly server: string;
  readonly policy: Policy;
  readonly wouldAllow: number;
  readonly of: number;
}

export interface Report {
  readonly traces: readonly AnalyzedTrace[];
  readonly policies: readonly ServerPolicy[];
}
