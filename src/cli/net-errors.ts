/** What went wrong in transport: the name that Chromium has for it, and the words of this machine. */
export interface NetErrorName {
  readonly netError: string;
  readonly detail: string;
}

const NAME_OF_CODE: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'net::ERR_CONNECTION_REFUSED'],
  ['ENOTFOUND', 'net::ERR_NAME_NOT_RESOLVED'],
  ['EAI_AGAIN', 'net::ERR_NAME_RESOLUTION_FAILED'],
  ['EAI_NODATA', 'net::ERR_NAME_NOT_RESOLVED'],
  ['EAI_NONAME', 'net::ERR_NAME_NOT_RESOLVED'],
  ['ECONNRESET', 'net::ERR_CONNECTION_RESET'],
  ['EPIPE', 'net::ERR_CONNECTION_RESET'],
  ['ECONNABORTED', 'net::ERR_CONNECTION_ABORTED'],
  ['ETIMEDOUT', 'net::ERR_TIMED_OUT'],
  ['EHOSTUNREACH', 'net::ERR_ADDRESS_UNREACHABLE'],
  ['ENETUNREACH', 'net::ERR_ADDRESS_UNREACHABLE'],
  ['EADDRNOTAVAIL', 'net::ERR_ADDRESS_UNREACHABLE'],
  ['CERT_HAS_EXPIRED', 'net::ERR_CERT_DATE_INVALID'],
  ['CERT_NOT_YET_VALID', 'net::ERR_CERT_DATE_INVALID'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'net::ERR_CERT_COMMON_NAME_INVALID'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'net::ERR_CERT_AUTHORITY_INVALID'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'net::ERR_CERT_AUTHORITY_INVALID'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'net::ERR_CERT_AUTHORITY_INVALID'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'net::ERR_CERT_AUTHORITY_INVALID'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'net::ERR_CERT_AUTHORITY_INVALID'],
  ['CERT_UNTRUSTED', 'net::ERR_CERT_AUTHORITY_INVALID'],
  ['CERT_REVOKED', 'net::ERR_CERT_REVOKED'],
  ['EPROTO', 'net::ERR_SSL_PROTOCOL_ERROR'],
]);

/** Any error of a connection attempt. What has no name of its own is `net::ERR_UNEXPECTED`, with the machine's words. */
export function netErrorOf(error: unknown): NetErrorName {
  const code = codeOf(error);
  const detail = error instanceof Error && error.message !== '' ? error.message : code;
  // The server closed the connection without a byte of an answer.
  if (code === 'ECONNRESET' && detail === 'socket hang up') return { netError: 'net::ERR_EMPTY_RESPONSE', detail };
  const known = NAME_OF_CODE.get(code);
  if (known !== undefined) return { netError: known, detail };
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_'))
    return { netError: 'net::ERR_SSL_PROTOCOL_ERROR', detail };
  if (code.startsWith('HPE_')) return { netError: 'net::ERR_INVALID_HTTP_RESPONSE', detail };
  return { netError: 'net::ERR_UNEXPECTED', detail };
}

/** A host with several addresses gives the errors of all of them; the first says enough. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}
