/** Transport and policy failures, told apart as far as the browsers name them. */
export type NetErrorKind =
  | 'connection-refused'
  | 'connection-lost'
  | 'name-not-resolved'
  | 'tls'
  | 'timed-out'
  | 'offline'
  | 'blocked-by-client'
  | 'blocked-by-cross-origin-resource-policy'
  | 'blocked-by-orb'
  | 'local-network-access'
  | 'aborted'
  | 'unsafe-redirect'
  | 'too-many-redirects'
  | 'cache-probe'
  /** Chromium's `net::ERR_FAILED`, Firefox's `NS_ERROR_DOM_BAD_URI`: CORS, most of the time, but never by itself. */
  | 'failed'
  | 'other';
