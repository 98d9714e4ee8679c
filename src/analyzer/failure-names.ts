import { chromiumCorsError, failedParameter, firefoxCategory } from './fetch/browser-names.ts';
import { classifyNetError } from './fetch/net-error.ts';
import type { CredentialsMode, NetworkErrorReason, StepOutcome } from './fetch/network-error.ts';
import { isPotentiallyTrustworthy } from './fetch/origin.ts';
import type { AnalyzedTrace, BrowserNames } from './report.ts';
import { type FetchTrace, firstHop, lastHop } from './trace/fetch-trace.ts';
import { failureUnder } from './trace/judge.ts';
import type { Judgement } from './trace/judgement.ts';
import { requestFacts } from './trace/request-facts.ts';

const NO_NAMES: BrowserNames = { chromium: null, firefox: null, failedParameter: '' };

/** Each engine's own name for the failure: of the engine that ran the request as judged, of the other under its dialect. */
export function browserNames(trace: FetchTrace, judgement: Judgement): BrowserNames {
  if (judgement.verdict !== 'blocked') return NO_NAMES;
  if (judgement.blockedBy === 'local-network-access') {
    // Firefox does not know that a page may say where the server is.
    const inFirefox = isSurelyCors(trace, judgement) && judgement.netError === 'local-network-access';
    const firefox = inFirefox ? 'CORSDidNotSucceed' : null;
    return { ...NO_NAMES, chromium: localNetworkError(judgement), firefox };
  }
  if (failedInChannel(judgement) && isSurelyCors(trace, judgement)) {
    return { ...NO_NAMES, firefox: channelName(trace, judgement) };
  }
  return judgement.blockedBy === 'cors' ? corsNames(trace, judgement, judgement.failure) : NO_NAMES;
}

/** Firefox is silent about what it did not let through in mode `no-cors`, so a mode that is `cors` by default only gets no name. */
function isSurelyCors(trace: FetchTrace, { usesCors }: Judgement): boolean {
  return usesCors && !requestFacts(trace).mayBeNoCors;
}

/** Of a response without a head Firefox says that it has several lines. */
function channelName(trace: FetchTrace, { netError }: Judgement): string {
  const told = lastHop(trace).preflight?.netError ?? (trace.outcome.kind === 'error' ? trace.outcome.netError : '');
  if (classifyNetError(told) !== 'failed') return 'CORSDidNotSucceed';
  // The redirect of a preflight is refused whoever made it.
  if (netError === 'blocked-by-client') return 'CORSExternalRedirectNotAllowed';
  return netError === 'connection-lost' ? 'CORSMultipleAllowOriginNotAllowed' : 'CORSDidNotSucceed';
}

/** Firefox has one name for everything but CORS that keeps a cors request from getting its response. */
function failedInChannel({ blockedBy, netError }: Judgement): boolean {
  // It is silent about a redirect that the page did not want.
  if (blockedBy === 'redirect') return netError !== null && netError !== 'aborted';
  return blockedBy === 'network' || blockedBy === 'client';
}

/** The same for each credentials mode that explains what was seen; see {@link AnalyzedTrace.candidateNames}. */
export function candidateNames(trace: FetchTrace, judgement: Judgement): AnalyzedTrace['candidateNames'] {
  return judgement.candidates.map(({ credentialsMode, failure }) => ({
    credentialsMode,
    ...corsNames(trace, judgement, failure, credentialsMode),
  }));
}

function corsNames(
  trace: FetchTrace,
  judgement: Judgement,
  failure: StepOutcome | undefined,
  credentialsMode?: CredentialsMode,
): BrowserNames {
  if (!failure?.reason) return NO_NAMES;
  const under = (engine: FetchTrace['browser']) =>
    trace.browser === engine ? failure : failureUnder(trace, judgement, engine, credentialsMode);
  const inChromium = under('chromium');
  const inFirefox = under('firefox');
  return {
    chromium: inChromium?.reason ? chromiumCorsError(inChromium.reason, inChromium.phase) : null,
    firefox: inFirefox?.reason ? firefoxName(trace, inFirefox, inFirefox.reason) : null,
    failedParameter: inChromium?.reason ? failedParameter(inChromium.reason) : '',
  };
}

/** A page that is not a secure context is refused without being asked for the permission. */
function localNetworkError(judgement: Judgement): string {
  if (judgement.netError === 'address-space-mismatch') return 'InvalidLocalNetworkAccess';
  const page = judgement.origins[0] ?? 'null';
  return isPotentiallyTrustworthy(page) ? 'LocalNetworkAccessPermissionDenied' : 'InsecureLocalNetwork';
}

/** Firefox numbers its console categories when a text changes; the name without the number is the stable part. */
function firefoxName(
  trace: FetchTrace,
  { hop: hopIndex, phase }: StepOutcome,
  reason: NetworkErrorReason,
): string | null {
  const hop = trace.hops[hopIndex] ?? firstHop(trace);
  const judged = (phase === 'preflight' ? hop.preflight : hop)?.response?.headers ?? [];
  return firefoxCategory(reason, phase, judged)?.replace(/\d+$/, '') ?? null;
}
