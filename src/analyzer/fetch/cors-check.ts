import { type CheckResult, checkResult, type Finding } from './check-result.ts';
import { getHeader, type HeaderList, headerLines } from './header-list.ts';
import type { CredentialsMode, NetworkErrorReason } from './network-error.ts';
import { CORS_CHECK } from './spec.ts';

/** What a response is compared with. */
export interface CorsRequest {
  /** Serialised origin, `"null"` when opaque or tainted by redirects. */
  readonly origin: string;
  readonly credentialsMode: CredentialsMode;
}

/**
 * The CORS check on one response. Two results, or three when credentials are included: header present, value matches,
 * `Access-Control-Allow-Credentials` is `true`. The status plays no part.
 *
 * @see https://fetch.spec.whatwg.org/#concept-cors-check
 */
export function corsCheck(headers: HeaderList, request: CorsRequest): readonly CheckResult[] {
  // 1. All Access-Control-Allow-Origin lines joined.
  const allowOrigin = getHeader(headers, ALLOW_ORIGIN);
  const results = [
    // 2. None: failure.
    checkResult(
      'allow-origin-present',
      CORS_CHECK.step('2'),
      allowOrigin === null ? { kind: 'allow-origin-missing' } : undefined,
    ),
    // 3., 4. A star where no credentials are included, or exactly the origin; anything else: failure.
    checkResult('allow-origin-matches', CORS_CHECK.step('4'), allowOriginFinding(headers, allowOrigin, request)),
  ];
  // 5. Without credentials that is all.
  if (request.credentialsMode !== 'include') return results;
  // 6.–8. With credentials the answer must be the four bytes "true".
  return [...results, checkResult('allow-credentials-true', CORS_CHECK.step('7'), allowCredentialsFinding(headers))];
}

/** The checks of a response that never came, or of one that nobody saw. */
export function corsCheckUnseen({ credentialsMode }: CorsRequest): readonly CheckResult[] {
  const unseen = [
    checkResult('allow-origin-present', CORS_CHECK.step('2'), 'undecided'),
    checkResult('allow-origin-matches', CORS_CHECK.step('4'), 'undecided'),
  ];
  if (credentialsMode !== 'include') return unseen;
  return [...unseen, checkResult('allow-credentials-true', CORS_CHECK.step('7'), 'undecided')];
}

const ALLOW_ORIGIN = 'access-control-allow-origin';

function allowOriginFinding(
  headers: HeaderList,
  value: string | null,
  { origin, credentialsMode }: CorsRequest,
): Finding {
  if (value === null) return 'undecided';
  if (value === '*') {
    return credentialsMode === 'include' ? { kind: 'allow-origin-wildcard-with-credentials' } : undefined;
  }
  return value === origin ? undefined : whyNotEqual(headers, value, origin);
}

/**
 * The Standard knows only "not equal". The three kinds are Chromium's, decided in its order: a space or comma anywhere
 * comes before any parsing, and "invalid" means that the browser's own URL parser refuses the value.
 */
function whyNotEqual(headers: HeaderList, value: string, expected: string): NetworkErrorReason {
  if (value.includes(' ') || value.includes(',')) {
    return { kind: 'allow-origin-multiple', value, lines: headerLines(headers, ALLOW_ORIGIN) };
  }
  if (value === 'null' || URL.canParse(value)) return { kind: 'allow-origin-mismatch', value, expected };
  return { kind: 'allow-origin-invalid', value };
}

function allowCredentialsFinding(headers: HeaderList): Finding {
  const value = getHeader(headers, 'access-control-allow-credentials');
  return value === 'true' ? undefined : { kind: 'allow-credentials-not-true', value };
}
