import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyNetError } from '../../../src/analyzer/fetch/net-error.ts';

describe('classifyNetError', () => {
  it.each([
    ['net::ERR_FAILED', 'failed'],
    ['NS_ERROR_DOM_BAD_URI', 'failed'],
    ['NS_ERROR_UNEXPECTED', 'failed'],
    ['NS_ERROR_NET_ON_RECEIVING_FROM', 'failed'],
    ['net::ERR_CONNECTION_REFUSED', 'connection-refused'],
    ['NS_ERROR_CONNECTION_REFUSED', 'connection-refused'],
    ['net::ERR_EMPTY_RESPONSE', 'connection-lost'],
    ['net::ERR_CONNECTION_RESET', 'connection-lost'],
    ['NS_ERROR_NET_RESET', 'connection-lost'],
    ['net::ERR_NAME_NOT_RESOLVED', 'name-not-resolved'],
    ['NS_ERROR_UNKNOWN_HOST', 'name-not-resolved'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'tls'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'tls'],
    ['SEC_ERROR_UNKNOWN_ISSUER', 'tls'],
    ['NS_ERROR_GENERATE_FAILURE(NS_ERROR_MODULE_SECURITY, SSL_ERROR_BAD_CERT_DOMAIN)', 'tls'],
    ['SSL received a record that exceeded the maximum permissible length.', 'tls'],
    ['Das Zertifikat ist abgelaufen.', 'tls'],
    ['net::ERR_CONNECTION_TIMED_OUT', 'timed-out'],
    ['NS_ERROR_NET_TIMEOUT', 'timed-out'],
    ['net::ERR_INTERNET_DISCONNECTED', 'offline'],
    ['NS_ERROR_OFFLINE', 'offline'],
    ['net::ERR_BLOCKED_BY_CLIENT', 'blocked-by-client'],
    ['NS_ERROR_ABORT', 'blocked-by-client'],
    ['net::ERR_BLOCKED_BY_RESPONSE', 'blocked-by-cross-origin-resource-policy'],
    ['NS_ERROR_DOM_CORP_FAILED', 'blocked-by-cross-origin-resource-policy'],
    ['net::ERR_BLOCKED_BY_ORB', 'blocked-by-orb'],
    ['net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS', 'local-network-access'],
    ['NS_ERROR_LOCAL_NETWORK_ACCESS_DENIED', 'local-network-access'],
    ['net::ERR_ABORTED', 'aborted'],
    ['NS_BINDING_ABORTED', 'aborted'],
    ['net::ERR_UNSAFE_REDIRECT', 'unsafe-redirect'],
    ['NS_ERROR_CORRUPTED_CONTENT', 'unsafe-redirect'],
    ['net::ERR_TOO_MANY_REDIRECTS', 'too-many-redirects'],
    ['NS_ERROR_REDIRECT_LOOP', 'too-many-redirects'],
    ['net::ERR_CACHE_MISS', 'cache-probe'],
    ['net::ERR_INVALID_ARGUMENT', 'other'],
    ['', 'other'],
    ['constructor', 'other'],
  ] as const)('sorts %j under %s', (netError, kind) => {
    expect(classifyNetError(netError)).toBe(kind);
  });

  it('takes any string', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof classifyNetError(text) === 'string'));
  });
});
