import { addressSpaceMismatch } from './address-space-mismatch.ts';
import { allowCredentialsInvalid } from './allow-credentials-invalid.ts';
import { allowCredentialsMissing } from './allow-credentials-missing.ts';
import { allowHeadersInvalid } from './allow-headers-invalid.ts';
import { allowMethodsInvalid } from './allow-methods-invalid.ts';
import { allowOriginCaseMismatch } from './allow-origin-case-mismatch.ts';
import { allowOriginInvalid } from './allow-origin-invalid.ts';
import { allowOriginLoopbackMismatch } from './allow-origin-loopback-mismatch.ts';
import { allowOriginMismatch } from './allow-origin-mismatch.ts';
import { allowOriginMissing } from './allow-origin-missing.ts';
import { allowOriginMultiple } from './allow-origin-multiple.ts';
import { allowOriginNullPresent } from './allow-origin-null-present.ts';
import { allowOriginPatternLiteral } from './allow-origin-pattern-literal.ts';
import { allowOriginPortMismatch } from './allow-origin-port-mismatch.ts';
import { allowOriginSchemeMismatch } from './allow-origin-scheme-mismatch.ts';
import { allowOriginSchemeMissing } from './allow-origin-scheme-missing.ts';
import { allowOriginSlashMismatch } from './allow-origin-slash-mismatch.ts';
import { allowOriginWildcardWithCredentials } from './allow-origin-wildcard-with-credentials.ts';
import { allowOriginWwwMismatch } from './allow-origin-www-mismatch.ts';
import { authorizationUnlisted } from './authorization-unlisted.ts';
import { cachedResponsePoisoned } from './cached-response-poisoned.ts';
import { clientBlocked } from './client-blocked.ts';
import { connectionLost } from './connection-lost.ts';
import { cookieUnsent } from './cookie-unsent.ts';
import { corsLayerDuplicated } from './cors-layer-duplicated.ts';
import { errorResponseHidden } from './error-response-hidden.ts';
import { exposeHeadersMissing } from './expose-headers-missing.ts';
import { fontAllowOriginMissing } from './font-allow-origin-missing.ts';
import { gatewayResponseUncovered } from './gateway-response-uncovered.ts';
import { headerUnlisted } from './header-unlisted.ts';
import { localNetworkBlocked } from './local-network-blocked.ts';
import { methodCaseMismatch } from './method-case-mismatch.ts';
import { methodUnlisted } from './method-unlisted.ts';
import { middlewareOriginRefused } from './middleware-origin-refused.ts';
import { moduleScriptAllowOriginMissing } from './module-script-allow-origin-missing.ts';
import { nameUnresolved } from './name-unresolved.ts';
import { networkFailed } from './network-failed.ts';
import { noCorsOpaque } from './no-cors-opaque.ts';
import { opaqueOriginMismatch } from './opaque-origin-mismatch.ts';
import { orbBlocked } from './orb-blocked.ts';
import { preflightAuthRefused } from './preflight-auth-refused.ts';
import { preflightHttpsRedirected } from './preflight-https-redirected.ts';
import { preflightLoginRedirected } from './preflight-login-redirected.ts';
import { preflightRedirected } from './preflight-redirected.ts';
import { preflightRequestRefused } from './preflight-request-refused.ts';
import { preflightRouteMissing } from './preflight-route-missing.ts';
import { preflightSlashRedirected } from './preflight-slash-redirected.ts';
import { preflightStale } from './preflight-stale.ts';
import { preflightStatusInvalid } from './preflight-status-invalid.ts';
import { preflightWwwRedirected } from './preflight-www-redirected.ts';
import { redirectAllowOriginMissing } from './redirect-allow-origin-missing.ts';
import { redirectOriginTainted } from './redirect-origin-tainted.ts';
import { redirectRefused } from './redirect-refused.ts';
import { redirectTargetInvalid } from './redirect-target-invalid.ts';
import { redirectUserinfoPresent } from './redirect-userinfo-present.ts';
import { requestAborted } from './request-aborted.ts';
import { requestHeaderMisplaced } from './request-header-misplaced.ts';
import { resourcePolicyBlocked } from './resource-policy-blocked.ts';
import { responseUnexplained } from './response-unexplained.ts';
import type { AnyRule } from './rule.ts';
import { schemeInvalid } from './scheme-invalid.ts';
import { serverErrorHidden } from './server-error-hidden.ts';
import { serverUnreachable } from './server-unreachable.ts';
import { tlsFailed } from './tls-failed.ts';
import { varyOriginMissing } from './vary-origin-missing.ts';

/**
 * The catalogue. Order is meaning: of the rules that refine one reason the first that matches gives the diagnosis, so
 * root causes stand first, then algorithm by algorithm and step by step, each refinement before its fallback.
 */
export const RULES: readonly AnyRule[] = [
  // Root causes: what the page did, who answered, then how.
  requestHeaderMisplaced,
  gatewayResponseUncovered,
  cachedResponsePoisoned,
  corsLayerDuplicated,
  serverErrorHidden,
  preflightSlashRedirected,
  preflightHttpsRedirected,
  preflightWwwRedirected,
  preflightLoginRedirected,
  preflightRequestRefused,
  middlewareOriginRefused,
  preflightStale,
  preflightAuthRefused,
  preflightRouteMissing,
  errorResponseHidden,

  // CORS-preflight fetch: redirected at all.
  preflightRedirected,

  // CORS check: an origin that no server should allow.
  redirectOriginTainted,
  opaqueOriginMismatch,

  // CORS check, step 2: the header is missing.
  redirectAllowOriginMissing,
  fontAllowOriginMissing,
  moduleScriptAllowOriginMissing,
  allowOriginMissing,

  // CORS check, steps 3 and 4: the header does not match.
  allowOriginWildcardWithCredentials,
  allowOriginMultiple,
  allowOriginPatternLiteral,
  allowOriginSchemeMissing,
  allowOriginSlashMismatch,
  allowOriginCaseMismatch,
  allowOriginPortMismatch,
  allowOriginSchemeMismatch,
  allowOriginWwwMismatch,
  allowOriginLoopbackMismatch,
  allowOriginMismatch,
  allowOriginInvalid,

  // CORS check, step 7: credentials.
  allowCredentialsMissing,
  allowCredentialsInvalid,

  // CORS-preflight fetch: status, lists, method, headers.
  preflightStatusInvalid,
  allowMethodsInvalid,
  allowHeadersInvalid,
  methodCaseMismatch,
  methodUnlisted,
  authorizationUnlisted,
  headerUnlisted,

  // Main fetch: nothing is sent.
  schemeInvalid,

  // HTTP-redirect fetch.
  redirectUserinfoPresent,
  redirectTargetInvalid,
  redirectRefused,

  // Not CORS.
  serverUnreachable,
  nameUnresolved,
  tlsFailed,
  connectionLost,
  clientBlocked,
  resourcePolicyBlocked,
  orbBlocked,
  localNetworkBlocked,
  addressSpaceMismatch,
  requestAborted,
  networkFailed,
  responseUnexplained,

  // Risks and notes on responses that the browser let through.
  cookieUnsent,
  varyOriginMissing,
  allowOriginNullPresent,
  exposeHeadersMissing,
  noCorsOpaque,
];
