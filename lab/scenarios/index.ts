import type { Scenario } from '../scenario.ts';
import { aborted } from './aborted.ts';
import { allowedCachedPreflight } from './allowed-cached-preflight.ts';
import { allowedCredentials } from './allowed-credentials.ts';
import { allowedError } from './allowed-error.ts';
import { allowedGet } from './allowed-get.ts';
import { allowedPut } from './allowed-put.ts';
import { allowedRedirect } from './allowed-redirect.ts';
import { auth401 } from './auth-401.ts';
import { auth403 } from './auth-403.ts';
import { authRedirect } from './auth-redirect.ts';
import { authorizationStar } from './authorization-star.ts';
import { cachePoisoned } from './cache-poisoned.ts';
import { connectionLost } from './connection-lost.ts';
import { connectionLostMidway } from './connection-lost-midway.ts';
import { cookieUnsent } from './cookie-unsent.ts';
import { credentialsMissing } from './credentials-missing.ts';
import { credentialsMissingPreflight } from './credentials-missing-preflight.ts';
import { credentialsNotTrue } from './credentials-not-true.ts';
import { djangoRefused } from './django-refused.ts';
import { enginesContentType } from './engines-content-type.ts';
import { enginesSaveData } from './engines-save-data.ts';
import { enginesUserAgent } from './engines-user-agent.ts';
import { error401 } from './error-401.ts';
import { error404 } from './error-404.ts';
import { error500 } from './error-500.ts';
import { error500AfterPreflight } from './error-500-after-preflight.ts';
import { exposeMissing } from './expose-missing.ts';
import { fastapiMethodRefused } from './fastapi-method-refused.ts';
import { flaskSlashRedirect } from './flask-slash-redirect.ts';
import { font } from './font.ts';
import { gatewayError } from './gateway-error.ts';
import { headerJsonUnlisted } from './header-json-unlisted.ts';
import { headerStarAndOrigin } from './header-star-and-origin.ts';
import { headerTwice } from './header-twice.ts';
import { headerUnlisted } from './header-unlisted.ts';
import { headersUnparsable } from './headers-unparsable.ts';
import { localNetwork } from './local-network.ts';
import { localNetworkElsewhere } from './local-network-elsewhere.ts';
import { methodPatchCase } from './method-patch-case.ts';
import { methodUnlisted } from './method-unlisted.ts';
import { methodsUnparsable } from './methods-unparsable.ts';
import { middlewareMissing } from './middleware-missing.ts';
import { middlewareRefused } from './middleware-refused.ts';
import { middlewareRefusedPreflight } from './middleware-refused-preflight.ts';
import { moduleScript } from './module-script.ts';
import { nameUnresolved } from './name-unresolved.ts';
import { nextjsOptionsOnly } from './nextjs-options-only.ts';
import { nginxOnlyErrors } from './nginx-only-errors.ts';
import { noCors } from './no-cors.ts';
import { nullAllowed } from './null-allowed.ts';
import { opaqueResponseBlocking } from './opaque-response-blocking.ts';
import { options404 } from './options-404.ts';
import { options405 } from './options-405.ts';
import { options500 } from './options-500.ts';
import { optionsAllowOnly } from './options-allow-only.ts';
import { originBareHost } from './origin-bare-host.ts';
import { originCase } from './origin-case.ts';
import { originEmpty } from './origin-empty.ts';
import { originLoopback } from './origin-loopback.ts';
import { originNoScheme } from './origin-no-scheme.ts';
import { originOther } from './origin-other.ts';
import { originOtherPreflight } from './origin-other-preflight.ts';
import { originPattern } from './origin-pattern.ts';
import { originPort } from './origin-port.ts';
import { originScheme } from './origin-scheme.ts';
import { originSlash } from './origin-slash.ts';
import { originWww } from './origin-www.ts';
import { originsInOneLine } from './origins-in-one-line.ts';
import { preflightElsewhereRedirect } from './preflight-elsewhere-redirect.ts';
import { preflightHttpsRedirect } from './preflight-https-redirect.ts';
import { preflightSlashRedirect } from './preflight-slash-redirect.ts';
import { preflightStale } from './preflight-stale.ts';
import { preflightWwwRedirect } from './preflight-www-redirect.ts';
import { redirectData } from './redirect-data.ts';
import { redirectFromPage } from './redirect-from-page.ts';
import { redirectMissing } from './redirect-missing.ts';
import { redirectRefused } from './redirect-refused.ts';
import { redirectTainted } from './redirect-tainted.ts';
import { redirectUserinfo } from './redirect-userinfo.ts';
import { requestHeaderMisplaced } from './request-header-misplaced.ts';
import { resourcePolicy } from './resource-policy.ts';
import { sandboxedFrame } from './sandboxed-frame.ts';
import { serverDown } from './server-down.ts';
import { springRefused } from './spring-refused.ts';
import { tlsFailed } from './tls-failed.ts';
import { tunnelPage } from './tunnel-page.ts';
import { varyMissing } from './vary-missing.ts';
import { wildcardCredentials } from './wildcard-credentials.ts';
import { wildcardCredentialsPreflight } from './wildcard-credentials-preflight.ts';

/** Every scenario, in the order in which the page and the report show them. */
export const SCENARIOS: readonly Scenario[] = [
  middlewareMissing,
  middlewareRefused,
  middlewareRefusedPreflight,
  djangoRefused,
  springRefused,
  error500,
  error500AfterPreflight,
  error401,
  error404,
  nginxOnlyErrors,
  originPort,
  originScheme,
  originSlash,
  originCase,
  originWww,
  originLoopback,
  originOther,
  originOtherPreflight,
  originNoScheme,
  originBareHost,
  originEmpty,
  originPattern,
  options404,
  options405,
  optionsAllowOnly,
  nextjsOptionsOnly,
  options500,
  auth401,
  auth403,
  authRedirect,
  wildcardCredentials,
  wildcardCredentialsPreflight,
  headerUnlisted,
  headerJsonUnlisted,
  authorizationStar,
  headersUnparsable,
  preflightSlashRedirect,
  flaskSlashRedirect,
  preflightHttpsRedirect,
  preflightWwwRedirect,
  preflightElsewhereRedirect,
  redirectMissing,
  redirectTainted,
  redirectUserinfo,
  redirectFromPage,
  redirectData,
  redirectRefused,
  headerTwice,
  headerStarAndOrigin,
  originsInOneLine,
  serverDown,
  connectionLost,
  connectionLostMidway,
  nameUnresolved,
  tlsFailed,
  aborted,
  cookieUnsent,
  credentialsNotTrue,
  credentialsMissing,
  credentialsMissingPreflight,
  methodUnlisted,
  fastapiMethodRefused,
  methodPatchCase,
  methodsUnparsable,
  cachePoisoned,
  preflightStale,
  varyMissing,
  exposeMissing,
  localNetwork,
  localNetworkElsewhere,
  sandboxedFrame,
  nullAllowed,
  gatewayError,
  tunnelPage,
  noCors,
  resourcePolicy,
  opaqueResponseBlocking,
  font,
  moduleScript,
  requestHeaderMisplaced,
  enginesSaveData,
  enginesUserAgent,
  enginesContentType,
  allowedGet,
  allowedPut,
  allowedCachedPreflight,
  allowedCredentials,
  allowedRedirect,
  allowedError,
];
