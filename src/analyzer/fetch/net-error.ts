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
  /** No error of its own: told from the events. */
  | 'address-space-mismatch'
  | 'aborted'
  | 'unsafe-redirect'
  | 'too-many-redirects'
  | 'cache-probe'
  /** Chromium's `net::ERR_FAILED`, Firefox's `NS_ERROR_DOM_BAD_URI`: CORS, most of the time, but never by itself. */
  | 'failed'
  | 'other';

const KIND_OF_ERROR: Readonly<Record<string, NetErrorKind>> = {
  ERR_CONNECTION_REFUSED: 'connection-refused',
  NS_ERROR_CONNECTION_REFUSED: 'connection-refused',
  ERR_ADDRESS_UNREACHABLE: 'connection-refused',

  ERR_CONNECTION_RESET: 'connection-lost',
  ERR_CONNECTION_CLOSED: 'connection-lost',
  ERR_CONNECTION_ABORTED: 'connection-lost',
  ERR_CONNECTION_FAILED: 'connection-lost',
  ERR_EMPTY_RESPONSE: 'connection-lost',
  ERR_SOCKET_NOT_CONNECTED: 'connection-lost',
  ERR_CONTENT_LENGTH_MISMATCH: 'connection-lost',
  ERR_INCOMPLETE_CHUNKED_ENCODING: 'connection-lost',
  ERR_HTTP2_PROTOCOL_ERROR: 'connection-lost',
  ERR_QUIC_PROTOCOL_ERROR: 'connection-lost',
  NS_ERROR_NET_RESET: 'connection-lost',
  NS_ERROR_NET_INTERRUPT: 'connection-lost',
  NS_ERROR_NET_PARTIAL_TRANSFER: 'connection-lost',
  NS_ERROR_NET_HTTP2_SENT_GOAWAY: 'connection-lost',

  ERR_NAME_NOT_RESOLVED: 'name-not-resolved',
  ERR_NAME_RESOLUTION_FAILED: 'name-not-resolved',
  NS_ERROR_UNKNOWN_HOST: 'name-not-resolved',

  ERR_CONNECTION_TIMED_OUT: 'timed-out',
  ERR_TIMED_OUT: 'timed-out',
  NS_ERROR_NET_TIMEOUT: 'timed-out',

  ERR_INTERNET_DISCONNECTED: 'offline',
  ERR_NETWORK_CHANGED: 'offline',
  NS_ERROR_OFFLINE: 'offline',

  ERR_BLOCKED_BY_CLIENT: 'blocked-by-client',
  ERR_BLOCKED_BY_RESPONSE: 'blocked-by-cross-origin-resource-policy',
  NS_ERROR_DOM_CORP_FAILED: 'blocked-by-cross-origin-resource-policy',
  ERR_BLOCKED_BY_ORB: 'blocked-by-orb',
  ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS: 'local-network-access',
  NS_ERROR_LOCAL_NETWORK_ACCESS_DENIED: 'local-network-access',

  ERR_ABORTED: 'aborted',
  NS_BINDING_ABORTED: 'aborted',
  NS_ERROR_DOM_ABORT_ERR: 'aborted',
  // Firefox says the same for a request that an extension's rule blocked; neither is a CORS failure.
  NS_ERROR_ABORT: 'blocked-by-client',

  ERR_UNSAFE_REDIRECT: 'unsafe-redirect',
  NS_ERROR_CORRUPTED_CONTENT: 'unsafe-redirect',
  ERR_TOO_MANY_REDIRECTS: 'too-many-redirects',
  NS_ERROR_REDIRECT_LOOP: 'too-many-redirects',
  ERR_CACHE_MISS: 'cache-probe',

  ERR_FAILED: 'failed',
  NS_ERROR_DOM_BAD_URI: 'failed',
  // What Firefox ends a redirect with whose response failed the CORS check.
  NS_ERROR_UNEXPECTED: 'failed',
  NS_ERROR_NET_ON_RECEIVING_FROM: 'failed',
};

const TLS_MARKS = [
  'ERR_CERT_',
  'ERR_SSL_',
  'ERR_BAD_SSL_',
  'ERR_TLS',
  'SEC_ERROR_',
  'SSL_ERROR_',
  'MOZILLA_PKIX_ERROR_',
  'NS_ERROR_MODULE_SECURITY',
  'NS_ERROR_NET_INADEQUATE_SECURITY',
];

/**
 * Sorts the error of a terminal event: Chromium's `net::ERR_…` or Firefox's `NS_ERROR_…`, which wraps the names of TLS
 * errors. Unknown names are `other`, never an exception.
 */
export function classifyNetError(netError: string): NetErrorKind {
  const name = netError.startsWith('net::') ? netError.slice('net::'.length) : netError;
  if (Object.hasOwn(KIND_OF_ERROR, name)) return KIND_OF_ERROR[name] ?? 'other';
  return isSentence(name) || TLS_MARKS.some((mark) => name.includes(mark)) ? 'tls' : 'other';
}

/** Firefox gives the errors of its security library as a sentence in the user's language, all others as a name. */
function isSentence(netError: string): boolean {
  return /^\S+ \S.*\S$/.test(netError) && !/[()]/.test(netError);
}
