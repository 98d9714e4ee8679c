import { wasUtf8 } from './header-bytes.ts';
import type { HeaderList } from './header-list.ts';
import { hasUserinfo } from './http-redirect.ts';
import type { NetworkErrorReason, Phase } from './network-error.ts';

type Kind = NetworkErrorReason['kind'];

/** Reasons of the CORS check: Chromium prefixes them with `Preflight` when a preflight failed. */
const CHROMIUM_OF_CORS_CHECK = {
  'allow-origin-missing': 'MissingAllowOriginHeader',
  'allow-origin-wildcard-with-credentials': 'WildcardOriginNotAllowed',
  'allow-origin-multiple': 'MultipleAllowOriginValues',
  'allow-origin-invalid': 'InvalidAllowOriginValue',
  'allow-origin-mismatch': 'AllowOriginMismatch',
  'allow-credentials-not-true': 'InvalidAllowCredentials',
} as const satisfies Partial<Record<Kind, string>>;

const CHROMIUM_OF_REST: Readonly<Record<Exclude<Kind, keyof typeof CHROMIUM_OF_CORS_CHECK>, string>> = {
  'preflight-redirected': 'PreflightDisallowedRedirect',
  'preflight-status-not-ok': 'PreflightInvalidStatus',
  'allow-methods-unparsable': 'InvalidAllowMethodsPreflightResponse',
  'allow-headers-unparsable': 'InvalidAllowHeadersPreflightResponse',
  'method-not-allowed': 'MethodDisallowedByPreflightResponse',
  'header-not-allowed': 'HeaderDisallowedByPreflightResponse',
  'redirect-with-userinfo': 'RedirectContainsCredentials',
  'scheme-not-cors-enabled': 'CorsDisabledScheme',
};

/**
 * Chromium's `CorsError` for a reason, as `Network.loadingFailed` reports it.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/tot/Network/#type-CorsError
 */
export function chromiumCorsError(reason: NetworkErrorReason, phase: Phase): string {
  if (!isOfCorsCheck(reason.kind)) return CHROMIUM_OF_REST[reason.kind];
  const name = CHROMIUM_OF_CORS_CHECK[reason.kind];
  return phase === 'preflight' ? `Preflight${name}` : name;
}

function isOfCorsCheck(kind: Kind): kind is keyof typeof CHROMIUM_OF_CORS_CHECK {
  return Object.hasOwn(CHROMIUM_OF_CORS_CHECK, kind);
}

const FIREFOX: Readonly<Record<Exclude<Kind, 'allow-origin-multiple'>, string>> = {
  'allow-origin-missing': 'CORSMissingAllowOrigin2',
  'allow-origin-wildcard-with-credentials': 'CORSNotSupportingCredentials',
  'allow-origin-invalid': 'CORSAllowOriginNotMatchingOrigin',
  'allow-origin-mismatch': 'CORSAllowOriginNotMatchingOrigin',
  'allow-credentials-not-true': 'CORSMissingAllowCredentials',
  'preflight-redirected': 'CORSExternalRedirectNotAllowed',
  'preflight-status-not-ok': 'CORSPreflightDidNotSucceed3',
  'allow-methods-unparsable': 'CORSInvalidAllowMethod',
  'allow-headers-unparsable': 'CORSInvalidAllowHeader',
  'method-not-allowed': 'CORSMethodNotFound',
  'header-not-allowed': 'CORSMissingAllowHeaderFromPreflight2',
  'redirect-with-userinfo': 'CORSDidNotSucceed2',
  'scheme-not-cors-enabled': 'CORSRequestNotHttp',
};

/**
 * The category of Firefox's console message, which is the same for preflights and for actual responses. `headers` are
 * those of the judged response, wanted for one case: several `Access-Control-Allow-Origin` lines get a category of their
 * own only when the server spelt the name exactly so, and one line with a comma never does. Without `headers` several
 * lines are taken to be spelt so.
 *
 * Two exceptions depend on what extensions cannot see: Firefox's events merge repeated lines, and a redirected preflight
 * of a fetch with `redirect: 'manual'` or `'error'` is reported as `CORSPreflightDidNotSucceed3`.
 */
export function firefoxCategory(reason: NetworkErrorReason, _phase: Phase, headers?: HeaderList): string {
  // A redirect with user name or password is refused as such before it is refused for being a preflight's.
  if (reason.kind === 'preflight-redirected' && hasUserinfo(reason.location)) return FIREFOX['redirect-with-userinfo'];
  if (reason.kind !== 'allow-origin-multiple') return FIREFOX[reason.kind];
  const lines = headers
    ? headers.filter(([name]) => name === 'Access-Control-Allow-Origin').length
    : reason.lines.length;
  return lines > 1 ? 'CORSMultipleAllowOriginNotAllowed' : 'CORSAllowOriginNotMatchingOrigin';
}

/**
 * The detail that Chromium reports next to the error, `""` when there is none. Of several disallowed headers this is the
 * first in sorted order, which is Firefox's choice; Chromium names any one of them. A scheme it names only where the
 * request never becomes one that extensions see.
 */
export function failedParameter(reason: NetworkErrorReason): string {
  const parameter = parameterOf(reason);
  // The protocol carries text; what is none is left out.
  return wasUtf8(parameter) ? parameter : '';
}

function parameterOf(reason: NetworkErrorReason): string {
  switch (reason.kind) {
    case 'allow-origin-multiple':
    case 'allow-origin-invalid':
    case 'allow-origin-mismatch':
      return reason.value;
    case 'allow-credentials-not-true':
      return reason.value ?? '';
    case 'method-not-allowed':
      return reason.method;
    case 'header-not-allowed':
      return reason.names[0] ?? '';
    default:
      return '';
  }
}
