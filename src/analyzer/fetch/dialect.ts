import type { CheckId, Dialect } from './network-error.ts';

/**
 * Where the engines read the Standard differently. The algorithms ask this table and never compare dialect names, so a
 * difference is one row here and one `DEVIATION` comment at the step that reads it.
 */
export interface DialectRules {
  /** The checks on a preflight's response in the order in which the first failing one becomes the reason. */
  readonly preflightOrder: readonly CheckId[];
  /** Schemes, with colon, that a cors-mode request may go to. */
  readonly corsEnabledSchemes: readonly string[];
  /** `Access-Control-Allow-Headers: *` permits `Authorization` too. */
  readonly wildcardCoversAuthorization: boolean;
  /** A redirect that taints the origin also changes what a later preflight compares. */
  readonly preflightComparesTaintedOrigin: boolean;
  /** A preflight to the initiator's own origin (a redirect chain that comes home) must pass the CORS check. */
  readonly preflightToInitiatorIsChecked: boolean;
  /** Redirects remove `Authorization` and body headers before the next hop's preflight is decided on. */
  readonly redirectShrinksPreflight: boolean;
  /** `DPR`, `Save-Data`, `Intervention` and their kind need no permission. */
  readonly safelistsClientHints: boolean;
  /** Scripts may set `User-Agent`. */
  readonly scriptsSetUserAgent: boolean;
  /** Bytes from 0x80 on are harmless in `Accept` and `Content-Type`. */
  readonly nonAsciiBytesAreSafe: boolean;
  /** `Content-Type: text/plain;x=y,z` stays safelisted. */
  readonly commaInParameterIsSafe: boolean;
  /** More than this many bytes in all safelisted values together make every one of them unsafe. */
  readonly safelistedValuesLimit: number;
}

const CORS_CHECKS = ['allow-origin-present', 'allow-origin-matches', 'allow-credentials-true'] as const;

const STANDARD: DialectRules = {
  // One condition covers the CORS check and the status; a redirect is a status like any other.
  preflightOrder: [
    ...CORS_CHECKS,
    'preflight-status-ok',
    'allow-methods-parses',
    'allow-headers-parses',
    'method-allowed',
    'headers-allowed',
  ],
  corsEnabledSchemes: ['http:', 'https:'],
  wildcardCoversAuthorization: false,
  preflightComparesTaintedOrigin: true,
  preflightToInitiatorIsChecked: true,
  redirectShrinksPreflight: true,
  safelistsClientHints: false,
  scriptsSetUserAgent: true,
  nonAsciiBytesAreSafe: true,
  commaInParameterIsSafe: true,
  safelistedValuesLimit: 1024,
};

const CHROMIUM: DialectRules = {
  ...STANDARD,
  // The redirect is refused before any header is looked at.
  preflightOrder: ['preflight-not-redirected', ...STANDARD.preflightOrder],
  // Extension pages register theirs on top of the built-in ones.
  corsEnabledSchemes: ['http:', 'https:', 'data:', 'chrome:', 'chrome-untrusted:', 'chrome-extension:'],
  // The Standard's rule exists behind a feature that is off by default.
  wildcardCoversAuthorization: true,
  safelistsClientHints: true,
  // Setting it is ignored, which has the effect of a forbidden name.
  scriptsSetUserAgent: false,
};

const FIREFOX: DialectRules = {
  ...STANDARD,
  // The method is judged before Access-Control-Allow-Headers is even parsed.
  preflightOrder: [
    ...CORS_CHECKS,
    'preflight-not-redirected',
    'preflight-status-ok',
    'allow-methods-parses',
    'method-allowed',
    'allow-headers-parses',
    'headers-allowed',
  ],
  // Behind a preference that is on by default; the console shows a deprecation warning.
  wildcardCoversAuthorization: true,
  // The preflight carries the initiator's origin, the request after it carries "null".
  preflightComparesTaintedOrigin: false,
  preflightToInitiatorIsChecked: false,
  // The names found for the first URL are kept for the whole chain.
  redirectShrinksPreflight: false,
  nonAsciiBytesAreSafe: false,
  commaInParameterIsSafe: false,
  safelistedValuesLimit: Number.POSITIVE_INFINITY,
};

const RULES: Readonly<Record<Dialect, DialectRules>> = { chromium: CHROMIUM, firefox: FIREFOX, standard: STANDARD };

export function dialectRules(dialect: Dialect): DialectRules {
  return RULES[dialect];
}
