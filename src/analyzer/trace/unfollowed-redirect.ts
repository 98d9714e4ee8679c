import { redirectLocation } from '../fetch/http-redirect.ts';
import type { FetchOutcome } from '../fetch/main-fetch-input.ts';
import type { NetErrorKind } from '../fetch/net-error.ts';
import { type FetchTrace, lastHop } from './fetch-trace.ts';
import type { Judgement } from './judgement.ts';

/**
 * A redirect that was announced and then given up: `redirect: 'manual'` and `redirect: 'error'` look the same here. Where
 * the redirect is the first that leaves the page's origin, the next request has begun by then, but it is never sent.
 */
export function stoppedByRedirectMode(trace: FetchTrace, netError: NetErrorKind | null): boolean {
  const { redirect, requestHeaders, preflight, response } = lastHop(trace);
  if (netError === 'aborted') return redirect !== undefined;
  const isUnsent = requestHeaders === undefined && preflight === undefined && response === undefined;
  return trace.browser === 'chromium' && netError === 'failed' && trace.hops.length > 1 && isUnsent;
}

/**
 * Firefox ends a fetch that must not follow redirects like any other, with the redirect as its response. With `'manual'`
 * the page learns no more than that, with `'error'` it fails.
 */
export function endedAtRedirect(trace: FetchTrace): boolean {
  const { response, redirect } = lastHop(trace);
  return trace.browser === 'firefox' && !redirect && response !== undefined && redirectLocation(response) !== null;
}

/** A redirect that Firefox did not follow was never looked at: whether its URL holds a password did not matter. */
export function asFarAsFollowed(trace: FetchTrace, outcome: FetchOutcome): FetchOutcome {
  if (trace.outcome.kind !== 'completed' || !endedAtRedirect(trace)) return outcome;
  const last = trace.hops.length - 1;
  const steps = outcome.steps.filter(({ check, hop }) => check !== 'redirect-without-userinfo' || hop !== last);
  return { ...outcome, steps, failure: steps.find(({ result }) => result === 'failure') };
}

/**
 * With `redirect: 'manual'` the page gets the redirect itself, with nothing of it to read, whatever the mode of the request
 * says about its target; every other redirect mode ends in an error. Only the page knows which it was.
 */
export function redirectNotFollowed({ pageReport }: FetchTrace): Pick<Judgement, 'verdict' | 'blockedBy' | 'missing'> {
  if (pageReport?.redirectMode === undefined) {
    return { verdict: 'undetermined', blockedBy: null, missing: ['redirect-mode'] };
  }
  return pageReport.redirectMode === 'manual'
    ? { verdict: 'allowed', blockedBy: null, missing: [] }
    : { verdict: 'blocked', blockedBy: 'redirect', missing: [] };
}
