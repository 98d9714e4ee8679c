import { classifyNetError } from '../fetch/net-error.ts';
import type { FetchTrace } from './fetch-trace.ts';
import type { Judgement } from './judgement.ts';
import { type RequestFacts, usesCors } from './request-facts.ts';

/**
 * What the browser was seen to do with the response, from the terminal event alone.
 *
 * Firefox ends a request that fails its CORS check like any other, so a completed cors request tells nothing there;
 * only failed preflights and blocked redirects end in an error.
 */
export function observedOutcome(trace: FetchTrace, facts: RequestFacts): Judgement['observed'] {
  const { outcome } = trace;
  if (outcome.kind === 'pending') return null;
  if (outcome.kind === 'error') {
    if (!outcome.afterResponseStarted) return classifyNetError(outcome.netError) === 'aborted' ? null : 'blocked';
    return completedMeansAllowed(trace, facts) ? 'allowed' : null;
  }
  return completedMeansAllowed(trace, facts) ? 'allowed' : null;
}

function completedMeansAllowed(trace: FetchTrace, facts: RequestFacts): boolean {
  return trace.browser === 'chromium' || !usesCors(facts);
}

/**
 * Whether the browser let the actual request of a hop go, which means that its preflight had passed. Firefox shows the
 * request headers before it asks for permission, so there only a response proves it.
 */
export function wasReleased(trace: FetchTrace, hopIndex: number): boolean {
  const hop = trace.hops[hopIndex];
  if (!hop) return false;
  return hop.response !== undefined || (trace.browser === 'chromium' && hop.requestHeaders !== undefined);
}
