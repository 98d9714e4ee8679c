import { type CheckResult, checkResult, type Finding } from './check-result.ts';
import { type CorsRequest, corsCheck } from './cors-check.ts';
import { type DialectRules, dialectRules } from './dialect.ts';
import { getHeader } from './header-list.ts';
import { redirectLocation } from './http-redirect.ts';
import type { JudgedResponse } from './main-fetch-input.ts';
import { isCorsSafelistedMethod } from './methods.ts';
import type { CheckId, Dialect } from './network-error.ts';
import { isCorsNonWildcardRequestHeaderName } from './request-headers.ts';
import { CORS_PREFLIGHT_FETCH } from './spec.ts';
import { extractTokenList } from './token-list.ts';

/** What the actual request asked permission for. */
export interface PreflightRequest extends CorsRequest {
  /** Of the actual request, as sent. The credentials mode is the actual request's too. */
  readonly method: string;
  /** Lower-case and sorted. */
  readonly unsafeHeaderNames: readonly string[];
  /** The preflight goes to the initiator's own origin. */
  readonly toInitiator: boolean;
}

/**
 * Everything that is checked on the response to a preflight, in the dialect's order. Not modelled: the cache (step 7.8
 * on), and that a forced preflight takes an absent `Access-Control-Allow-Methods` as permission for its method (7.4),
 * since nothing on the network tells a forced preflight from another one.
 *
 * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch
 */
export function corsPreflightCheck(
  response: JudgedResponse,
  request: PreflightRequest,
  dialect: Dialect,
): readonly CheckResult[] {
  const rules = dialectRules(dialect);
  // 7. The CORS check, with the actual request's credentials mode.
  // DEVIATION(firefox): not made when the preflight goes to the initiator's own origin.
  const skipsCorsCheck = request.toInitiator && !rules.preflightToInitiatorIsChecked;
  const found = new Map<CheckId, CheckResult>();
  for (const result of skipsCorsCheck ? [] : corsCheck(response.headers, request)) found.set(result.check, result);
  for (const result of preflightOnlyChecks(response, request, rules)) found.set(result.check, result);
  return rules.preflightOrder.flatMap((check) => found.get(check) ?? []);
}

function preflightOnlyChecks(
  response: JudgedResponse,
  request: PreflightRequest,
  rules: DialectRules,
): readonly CheckResult[] {
  // 7.1, 7.2 Both lists.
  const methods = extractTokenList(response.headers, ALLOW_METHODS);
  const headerNames = extractTokenList(response.headers, ALLOW_HEADERS);
  return [
    // 6. The preflight follows no redirect.
    // DEVIATION(chromium): a reason of its own, found before any header is read.
    // DEVIATION(firefox): a reason of its own, found after the CORS check.
    checkResult('preflight-not-redirected', CORS_PREFLIGHT_FETCH.step('7'), redirectFinding(response)),
    // 7. An ok status.
    checkResult('preflight-status-ok', CORS_PREFLIGHT_FETCH.step('7'), statusFinding(response, rules)),
    // 7.3 Either list does not parse.
    checkResult(
      'allow-methods-parses',
      CORS_PREFLIGHT_FETCH.step('7.3'),
      methods === 'failure'
        ? { kind: 'allow-methods-unparsable', value: joinedValue(response, ALLOW_METHODS) }
        : undefined,
    ),
    checkResult(
      'allow-headers-parses',
      CORS_PREFLIGHT_FETCH.step('7.3'),
      headerNames === 'failure'
        ? { kind: 'allow-headers-unparsable', value: joinedValue(response, ALLOW_HEADERS) }
        : undefined,
    ),
    // 7.5 The method.
    checkResult('method-allowed', CORS_PREFLIGHT_FETCH.step('7.5'), methodFinding(methods, request)),
    // 7.6, 7.7 The header names.
    headersResult(headersFinding(headerNames, request, rules), rules),
  ];
}

const ALLOW_METHODS = 'access-control-allow-methods';
const ALLOW_HEADERS = 'access-control-allow-headers';

type TokenList = ReturnType<typeof extractTokenList>;

function joinedValue({ headers }: JudgedResponse, name: string): string {
  return getHeader(headers, name) ?? '';
}

function redirectFinding(response: JudgedResponse): Finding {
  const location = redirectLocation(response);
  return location === null ? undefined : { kind: 'preflight-redirected', status: response.status, location };
}

/** https://fetch.spec.whatwg.org/#ok-status */
export function isOkStatus(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** Where a redirect has a reason of its own, its status says nothing about the answer that would follow. */
function statusFinding(response: JudgedResponse, rules: DialectRules): Finding {
  if (isOkStatus(response.status)) return undefined;
  const namedAsRedirect =
    rules.preflightOrder.includes('preflight-not-redirected') && redirectLocation(response) !== null;
  return namedAsRedirect ? 'undecided' : { kind: 'preflight-status-not-ok', status: response.status };
}

/** Byte-exact; GET, HEAD and POST need no permission; with credentials a star is only a star. */
function methodFinding(methods: TokenList, { method, credentialsMode }: PreflightRequest): Finding {
  if (isCorsSafelistedMethod(method)) return undefined;
  if (methods === 'failure') return 'undecided';
  const allowed = methods ?? [];
  if (allowed.includes(method)) return undefined;
  if (credentialsMode !== 'include' && allowed.includes('*')) return undefined;
  return { kind: 'method-not-allowed', method, allowed };
}

function headersFinding(headerNames: TokenList, request: PreflightRequest, rules: DialectRules): Finding {
  if (request.unsafeHeaderNames.length === 0) return undefined;
  if (headerNames === 'failure') return 'undecided';
  const allowed = headerNames ?? [];
  const listed = new Set(allowed.map((name) => name.toLowerCase()));
  const wildcard = request.credentialsMode !== 'include' && listed.has('*');
  const names = request.unsafeHeaderNames.filter((name) => {
    if (listed.has(name.toLowerCase())) return false;
    // DEVIATION(chromium), DEVIATION(firefox): the star covers Authorization as well.
    const coverable = rules.wildcardCoversAuthorization || !isCorsNonWildcardRequestHeaderName(name);
    return !(wildcard && coverable);
  });
  return names.length === 0 ? undefined : { kind: 'header-not-allowed', names, allowed };
}

/** The Standard looks at `Authorization` in a step of its own, before all other names. */
function headersResult(finding: Finding, rules: DialectRules): CheckResult {
  const names = typeof finding === 'object' && finding.kind === 'header-not-allowed' ? finding.names : [];
  const isAuthorization = !rules.wildcardCoversAuthorization && names.some(isCorsNonWildcardRequestHeaderName);
  return checkResult('headers-allowed', CORS_PREFLIGHT_FETCH.step(isAuthorization ? '7.6' : '7.7'), finding);
}
