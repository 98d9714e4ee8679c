import type { CheckId, NetworkErrorReason, StepOutcome } from './fetch/network-error.ts';
import { code, type Prose, prose } from './rules/prose.ts';
import type { FetchTrace } from './trace/fetch-trace.ts';

/**
 * One line of the "Checks" list: what was checked, and for a failure with what result. The mark in front (passed, failed,
 * not reached, would fail next) is the view's business.
 */
export function describeCheck(outcome: StepOutcome, trace: FetchTrace): Prose {
  return prose`${CHECKS[outcome.check]}${whichResponse(outcome, trace)}${outcome.reason ? detail(outcome.reason) : []}`;
}

const CHECKS: Readonly<Record<CheckId, Prose>> = {
  'scheme-cors-enabled': prose`the scheme of the URL can be used across origins`,
  'preflight-not-redirected': prose`the preflight is not redirected`,
  'allow-origin-present': prose`${code('Access-Control-Allow-Origin')} is present`,
  'allow-origin-matches': prose`${code('Access-Control-Allow-Origin')} names this origin or is ${code('*')}`,
  'allow-credentials-true': prose`${code('Access-Control-Allow-Credentials')} is ${code('true')}`,
  'preflight-status-ok': prose`the preflight's status is 200 to 299`,
  'allow-methods-parses': prose`${code('Access-Control-Allow-Methods')} is a list of methods`,
  'allow-headers-parses': prose`${code('Access-Control-Allow-Headers')} is a list of header names`,
  'method-allowed': prose`the method is listed, or needs no listing`,
  'headers-allowed': prose`every request header is listed, or needs no listing`,
  'redirect-without-userinfo': prose`the redirect's URL has no user name or password`,
};

/** Names the response where there are several, so that equal checks can be told apart. */
function whichResponse({ phase, hop }: StepOutcome, trace: FetchTrace): Prose {
  const where = phase === 'preflight' ? 'preflight' : phase === 'redirect' ? 'redirect' : 'response';
  return trace.hops.length > 1 ? prose` (${where} ${String(hop + 1)})` : prose` (${where})`;
}

function detail(reason: NetworkErrorReason): Prose {
  switch (reason.kind) {
    case 'allow-origin-missing':
      return prose`: absent`;
    case 'allow-origin-wildcard-with-credentials':
      return prose`: ${code('*')} does not count when credentials are included`;
    case 'allow-origin-multiple':
    case 'allow-origin-invalid':
      return prose`: it is ${value(reason.value)}`;
    case 'allow-origin-mismatch':
      return prose`: it is ${value(reason.value)}, the origin is ${code(reason.expected)}`;
    case 'allow-credentials-not-true':
      return reason.value === null ? prose`: absent` : prose`: it is ${value(reason.value)}`;
    case 'preflight-redirected':
      return prose`: status ${String(reason.status)}, to ${code(reason.location)}`;
    case 'preflight-status-not-ok':
      return prose`: it is ${String(reason.status)}`;
    case 'allow-methods-unparsable':
    case 'allow-headers-unparsable':
      return prose`: ${value(reason.value)} is not`;
    case 'method-not-allowed':
      return prose`: ${code(reason.method)} is not among ${list(reason.allowed)}`;
    case 'header-not-allowed':
      return prose`: ${list(reason.names)} not among ${list(reason.allowed)}`;
    case 'redirect-with-userinfo':
      return prose`: ${code(reason.location)}`;
    case 'scheme-not-cors-enabled':
      return prose`: ${code(reason.scheme)}`;
  }
}

function value(wire: string): Prose {
  return wire === '' ? prose`empty` : [code(wire)];
}

function list(names: readonly string[]): Prose {
  return names.length === 0 ? prose`none` : [code(names.join(', '))];
}
