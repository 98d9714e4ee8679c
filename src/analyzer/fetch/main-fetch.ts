import { type CheckResult, checkResult, toSteps } from './check-result.ts';
import { type CorsRequest, corsCheck, corsCheckUnseen } from './cors-check.ts';
import { corsPreflightCheck } from './cors-preflight.ts';
import { type DialectRules, dialectRules } from './dialect.ts';
import { redirectLocation, redirectTaintsOrigin, redirectUserinfoCheck } from './http-redirect.ts';
import type { FetchInput, FetchOutcome, HopInput } from './main-fetch-input.ts';
import type { Dialect, Phase, StepOutcome } from './network-error.ts';
import { isSameOrigin, serializedOriginOf } from './origin.ts';
import { MAIN_FETCH } from './spec.ts';

/**
 * Judges a whole `cors`-mode fetch, hop by hop, as one engine would. Pure: the same input gives the same outcome, any
 * strings are accepted, nothing is thrown.
 *
 * - Checks of one response that come after the failing one are `not-reached`, with `wouldBe` where they can be made.
 * - Where the preflight failed, the checks of the actual response that was never asked for are `not-reached` too.
 * - `unknown` checks belong to a response that has not come or was not seen.
 * - `scheme-cors-enabled` is listed for hops with a scheme other than http and https only.
 *
 * @see https://fetch.spec.whatwg.org/#concept-main-fetch
 */
export function mainFetch(input: FetchInput, dialect: Dialect): FetchOutcome {
  const rules = dialectRules(dialect);
  const contexts = hopContexts(input);
  const steps: StepOutcome[] = [];
  for (const context of contexts) {
    for (const { phase, results } of judgeHop(context, input, dialect, rules)) {
      const ended = steps.some(({ result }) => result === 'failure');
      steps.push(...toSteps(results, phase, context.index, ended));
    }
  }
  return {
    steps,
    failure: steps.find(({ result }) => result === 'failure'),
    origins: contexts.map(({ origin }) => origin),
    corsFlags: contexts.map(({ corsFlag }) => corsFlag),
  };
}

/** A hop with what the hops before it have decided. */
interface HopContext {
  readonly hop: HopInput;
  readonly index: number;
  /** The URL that the browser went to next. */
  readonly nextUrl: string | undefined;
  /** Serialised origin to compare with; `"null"` once tainted. */
  readonly origin: string;
  readonly tainted: boolean;
  readonly corsFlag: boolean;
}

/** The results of one response, in order. */
interface JudgedPhase {
  readonly phase: Phase;
  readonly results: readonly CheckResult[];
}

/**
 * Main fetch step 12, first branch: no CORS check while every URL so far was the initiator's own. Once on, the flag stays
 * on. Data URLs carry no headers to check.
 */
function hopContexts({ hops, initiatorOrigin }: FetchInput): readonly HopContext[] {
  const contexts: HopContext[] = [];
  let corsFlag = false;
  let tainted = false;
  hops.forEach((hop, index) => {
    const previous = hops[index - 1];
    if (previous && redirectTaintsOrigin(initiatorOrigin, previous.url, hop.url)) tainted = true;
    if (!isSameOrigin(initiatorOrigin, hop.url) && schemeOf(hop.url) !== 'data:') corsFlag = true;
    const origin = tainted ? 'null' : initiatorOrigin;
    contexts.push({ hop, index, nextUrl: hops[index + 1]?.url, origin, tainted, corsFlag });
  });
  return contexts;
}

function judgeHop(
  context: HopContext,
  input: FetchInput,
  dialect: Dialect,
  rules: DialectRules,
): readonly JudgedPhase[] {
  const { hop, corsFlag, origin } = context;
  const request: CorsRequest = { origin, credentialsMode: input.credentialsMode };
  const scheme = corsFlag ? schemeCheck(hop.url, rules) : [];
  // Main fetch step 12, "not an HTTP(S) scheme": nothing is sent.
  if (scheme.some(({ verdict }) => verdict === 'failure')) return [{ phase: 'actual', results: scheme }];
  return [
    { phase: 'actual', results: scheme },
    // HTTP fetch step 4.1: ask first. A preflight that was seen was needed, whatever the headers say.
    ...(corsFlag ? preflightPhase(context, input, dialect, rules) : []),
    // HTTP fetch steps 4.3 to 6: the actual response, then the redirect.
    responsePhase(context, input, request),
  ];
}

function schemeCheck(url: string, rules: DialectRules): readonly CheckResult[] {
  const scheme = schemeOf(url);
  if (scheme === 'http:' || scheme === 'https:') return [];
  const enabled = rules.corsEnabledSchemes.includes(scheme);
  const reason = enabled ? undefined : ({ kind: 'scheme-not-cors-enabled', scheme: scheme.slice(0, -1) } as const);
  return [checkResult('scheme-cors-enabled', MAIN_FETCH.step('12'), reason)];
}

function preflightPhase(
  { hop, origin }: HopContext,
  input: FetchInput,
  dialect: Dialect,
  rules: DialectRules,
): readonly JudgedPhase[] {
  if (!hop.preflight) return [];
  const request = {
    // DEVIATION(firefox): the preflight compares the initiator's origin even when redirects have tainted it.
    origin: rules.preflightComparesTaintedOrigin ? origin : input.initiatorOrigin,
    credentialsMode: input.credentialsMode,
    method: hop.method,
    unsafeHeaderNames: hop.unsafeHeaderNames,
    toInitiator: isSameOrigin(input.initiatorOrigin, hop.url),
  };
  return [{ phase: 'preflight', results: corsPreflightCheck(hop.preflight, request, dialect) }];
}

function responsePhase(context: HopContext, input: FetchInput, request: CorsRequest): JudgedPhase {
  const { hop, nextUrl, corsFlag } = context;
  // A redirect that an extension made never met the server's headers, so there is nothing to check.
  if (hop.redirectedByExtension) return { phase: 'redirect', results: [] };
  const location = hop.response ? redirectLocation(hop.response) : null;
  const phase = location !== null || nextUrl !== undefined ? 'redirect' : 'actual';
  const results = corsFlag ? responseCheck(hop, request) : [];
  if (location === null) return { phase, results };
  const { initiatorOrigin } = input;
  const { tainted } = context;
  const userinfo = redirectUserinfoCheck(location, { initiatorOrigin, currentUrl: hop.url, corsFlag, tainted });
  return { phase, results: [...results, ...userinfo] };
}

function responseCheck({ response }: HopInput, request: CorsRequest): readonly CheckResult[] {
  return response ? corsCheck(response.headers, request) : corsCheckUnseen(request);
}

/** With colon; empty when the URL does not parse. */
function schemeOf(url: string): string {
  const [http] = /^https?:(?=\/\/)/.exec(url) ?? [];
  if (http !== undefined && serializedOriginOf(url) !== 'null') return http;
  return URL.canParse(url) ? new URL(url).protocol : '';
}
