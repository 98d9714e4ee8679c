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
  /** How long and for whom the answer to a preflight is remembered. */
  readonly preflightCache: PreflightCacheRules;
}

/** The engine's CORS-preflight cache. Ages are seconds. */
export interface PreflightCacheRules {
  /** A longer `Access-Control-Max-Age` counts as this one. */
  readonly longestAge: number;
  /** The age that stands for a value that is no number: a decimal, a word, two lines. 0: not remembered. */
  readonly unreadableAge: number;
  readonly negativeAge: number;
  /** The age that stands for a number too large for the engine's integers; `longestAge` where it only is capped. */
  readonly overflowAge: number;
  /** `+5` is a number. */
  readonly acceptsPlus: boolean;
  /** More entries than this are not kept. */
  readonly entries: number;
  /** Answers for URLs of this length and more are not kept. */
  readonly urlLimit: number;
  /** A new answer joins the earlier ones for the same URL and origin; else it takes their place. */
  readonly accumulates: boolean;
  /** What was granted with credentials also answers requests without. */
  readonly credentialedServesAll: boolean;
  /** A remembered `*` covers whatever it covered at first, `Authorization` aside. */
  readonly wildcardServes: boolean;
  /** Methods that need not be listed in a remembered answer. */
  readonly unlistedMethods: readonly string[];
  /** A response that fails its CORS check makes the engine forget what it remembered for it. */
  readonly forgottenOnFailure: boolean;
  /** So does a remembered answer that does not cover a request. */
  readonly forgottenWhenShort: boolean;
  /** After a redirect has tainted the origin, answers are remembered too. */
  readonly remembersTainted: boolean;
}

const CORS_CHECKS = ['allow-origin-present', 'allow-origin-matches', 'allow-credentials-true'] as const;

const FOREVER = Number.POSITIVE_INFINITY;

const STANDARD_CACHE: PreflightCacheRules = {
  // "Imposed limit": every implementation has its own.
  longestAge: FOREVER,
  unreadableAge: 5,
  negativeAge: 5,
  overflowAge: FOREVER,
  acceptsPlus: false,
  entries: FOREVER,
  urlLimit: FOREVER,
  accumulates: true,
  credentialedServesAll: true,
  wildcardServes: true,
  unlistedMethods: ['GET', 'HEAD', 'POST'],
  forgottenOnFailure: true,
  forgottenWhenShort: false,
  remembersTainted: true,
};

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
  preflightCache: STANDARD_CACHE,
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
  preflightCache: {
    ...STANDARD_CACHE,
    longestAge: 7200,
    negativeAge: 0,
    overflowAge: 5,
    acceptsPlus: true,
    entries: 1024,
    urlLimit: 1024,
    accumulates: false,
    forgottenOnFailure: false,
    forgottenWhenShort: true,
    remembersTainted: false,
  },
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
  safelistedValuesLimit: FOREVER,
  preflightCache: {
    ...STANDARD_CACHE,
    longestAge: 86_400,
    unreadableAge: 0,
    negativeAge: 0,
    overflowAge: 86_400,
    entries: 100,
    credentialedServesAll: false,
    wildcardServes: false,
    // HEAD must be listed like any other.
    unlistedMethods: ['GET', 'POST'],
  },
};

const RULES: Readonly<Record<Dialect, DialectRules>> = { chromium: CHROMIUM, firefox: FIREFOX, standard: STANDARD };

export function dialectRules(dialect: Dialect): DialectRules {
  return RULES[dialect];
}
