import { hasHeader } from '../fetch/header-list.ts';
import { isRedirectStatus } from '../fetch/http-redirect.ts';
import { classifyNetError, type NetErrorKind } from '../fetch/net-error.ts';
import { type Exchange, type FetchTrace, type Hop, lastHop } from './fetch-trace.ts';

/** Classified terminal error. The preflight's own is more exact where the actual request only says that it failed. */
export function netErrorOf(trace: FetchTrace): NetErrorKind | null {
  if (trace.outcome.kind !== 'error') return null;
  const kind = classifyNetError(trace.outcome.netError);
  if (kind === 'unsafe-redirect' && keptForItsType(trace)) return 'blocked-by-orb';
  if (kind !== 'failed') return kind;
  if (trace.browser === 'chromium') return unnamedInChromium(lastHop(trace));
  if (redirectedBeforeAsking(lastHop(trace))) return 'blocked-by-client';
  if (endedWithoutAnswer(lastHop(trace), trace.outcome.netError)) return 'connection-lost';
  const ofPreflight = lastHop(trace).preflight?.netError;
  return ofPreflight === undefined ? kind : classifyNetError(ofPreflight);
}

function unnamedInChromium(hop: Hop): NetErrorKind {
  const ofPreflight = hop.preflight?.netError === undefined ? undefined : classifyNetError(hop.preflight.netError);
  if (ofPreflight !== undefined && ofPreflight !== 'failed') return ofPreflight;
  if (endedOnConnecting(hop.preflight)) return 'local-network-access';
  return endedOnConnecting(hop) ? 'address-space-mismatch' : 'failed';
}

/**
 * Whether Chromium gave a cors request up when it had been sent as far as extensions see, without an answer and without a
 * reason. A failed CORS check has an answer. So this is local network access: with a preflight the refusal has no name of
 * its own, and an actual request ends like this when it names an address space that the server is not in.
 */
function endedOnConnecting({ url = '', requestHeaders = [], response }: Partial<Exchange> = {}): boolean {
  return response === undefined && hasHeader(requestHeaders, 'origin') && /^https?:/.test(url);
}

/** Firefox gives one error for a redirect to nowhere and for an element's response whose type may not be used there. */
function keptForItsType(trace: FetchTrace): boolean {
  const { response } = lastHop(trace);
  return trace.browser === 'firefox' && response !== undefined && !isRedirectStatus(response.status);
}

/** What Firefox ends a refused redirect with: here of a preflight that no server was sent, so another extension made it. */
function redirectedBeforeAsking({ preflight }: Hop): boolean {
  if (!preflight || preflight.requestHeaders || preflight.response) return false;
  return preflight.netError === 'NS_ERROR_NET_ON_RECEIVING_FROM';
}

/**
 * Whether the server closed the connection instead of answering. Firefox tells that as an error of the connection, or,
 * when it learnt of the end in another way, as a response without status and headers, which its CORS check refuses.
 */
function endedWithoutAnswer({ requestHeaders, response, preflight }: Hop, netError: string): boolean {
  if (requestHeaders === undefined || response) return false;
  if (preflight && !preflight.response) return classifyNetError(preflight.netError ?? '') === 'failed';
  // What a rejected preflight leaves behind has a name of its own.
  return netError !== 'NS_ERROR_DOM_BAD_URI';
}
