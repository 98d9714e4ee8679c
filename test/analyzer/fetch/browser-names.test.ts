import { describe, expect, it } from 'vitest';
import { chromiumCorsError, failedParameter, firefoxCategory } from '../../../src/analyzer/fetch/browser-names.ts';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import type { NetworkErrorReason } from '../../../src/analyzer/fetch/network-error.ts';

const MULTIPLE: NetworkErrorReason = { kind: 'allow-origin-multiple', value: 'a, b', lines: ['a', 'b'] };

const OF_CORS_CHECK: readonly (readonly [NetworkErrorReason, string, string, string])[] = [
  [{ kind: 'allow-origin-missing' }, 'MissingAllowOriginHeader', 'CORSMissingAllowOrigin2', ''],
  [{ kind: 'allow-origin-wildcard-with-credentials' }, 'WildcardOriginNotAllowed', 'CORSNotSupportingCredentials', ''],
  [MULTIPLE, 'MultipleAllowOriginValues', 'CORSMultipleAllowOriginNotAllowed', 'a, b'],
  [{ kind: 'allow-origin-invalid', value: 'x' }, 'InvalidAllowOriginValue', 'CORSAllowOriginNotMatchingOrigin', 'x'],
  [
    { kind: 'allow-origin-mismatch', value: 'http://x', expected: 'http://y' },
    'AllowOriginMismatch',
    'CORSAllowOriginNotMatchingOrigin',
    'http://x',
  ],
  [{ kind: 'allow-credentials-not-true', value: '1' }, 'InvalidAllowCredentials', 'CORSMissingAllowCredentials', '1'],
  [{ kind: 'allow-credentials-not-true', value: null }, 'InvalidAllowCredentials', 'CORSMissingAllowCredentials', ''],
];

const OF_REST: readonly (readonly [NetworkErrorReason, string, string, string])[] = [
  [
    { kind: 'preflight-redirected', status: 302, location: '/x' },
    'PreflightDisallowedRedirect',
    'CORSExternalRedirectNotAllowed',
    '',
  ],
  [{ kind: 'preflight-status-not-ok', status: 404 }, 'PreflightInvalidStatus', 'CORSPreflightDidNotSucceed3', ''],
  [
    { kind: 'allow-methods-unparsable', value: 'a b' },
    'InvalidAllowMethodsPreflightResponse',
    'CORSInvalidAllowMethod',
    '',
  ],
  [
    { kind: 'allow-headers-unparsable', value: 'a b' },
    'InvalidAllowHeadersPreflightResponse',
    'CORSInvalidAllowHeader',
    '',
  ],
  [
    { kind: 'method-not-allowed', method: 'PUT', allowed: [] },
    'MethodDisallowedByPreflightResponse',
    'CORSMethodNotFound',
    'PUT',
  ],
  [
    { kind: 'header-not-allowed', names: ['x-a', 'x-b'], allowed: [] },
    'HeaderDisallowedByPreflightResponse',
    'CORSMissingAllowHeaderFromPreflight2',
    'x-a',
  ],
  [{ kind: 'redirect-with-userinfo', location: 'http://a@b' }, 'RedirectContainsCredentials', 'CORSDidNotSucceed2', ''],
  [{ kind: 'scheme-not-cors-enabled', scheme: 'foo' }, 'CorsDisabledScheme', 'CORSRequestNotHttp', ''],
];

describe('the names that browsers use', () => {
  it.each([...OF_CORS_CHECK, ...OF_REST])('are known for %j', (reason, chromium, firefox, parameter) => {
    expect(chromiumCorsError(reason, 'actual')).toBe(chromium);
    expect(chromiumCorsError(reason, 'redirect')).toBe(chromium);
    expect(firefoxCategory(reason, 'actual')).toBe(firefox);
    expect(failedParameter(reason)).toBe(parameter);
  });

  it.each(OF_CORS_CHECK)('say in Chromium that a preflight failed its CORS check: %j', (reason, chromium, firefox) => {
    expect(chromiumCorsError(reason, 'preflight')).toBe(`Preflight${chromium}`);
    expect(firefoxCategory(reason, 'preflight')).toBe(firefox);
  });

  it.each(OF_REST)('are not prefixed for other reasons: %j', (reason, chromium) => {
    expect(chromiumCorsError(reason, 'preflight')).toBe(chromium);
  });

  it.each([
    ['http://user@b.example/', 'CORSDidNotSucceed2'],
    ['//:secret@b.example/', 'CORSDidNotSucceed2'],
    ['/at/user@b.example', 'CORSExternalRedirectNotAllowed'],
  ])('tell in Firefox that a preflight is redirected to a user name: %s', (location, category) => {
    expect(firefoxCategory({ kind: 'preflight-redirected', status: 302, location }, 'preflight')).toBe(category);
  });

  it.each([
    ['two lines spelt in full', 'Access-Control-Allow-Origin', ['a', 'b'], 'CORSMultipleAllowOriginNotAllowed'],
    ['two lines in lower case', 'access-control-allow-origin', ['a', 'b'], 'CORSAllowOriginNotMatchingOrigin'],
    ['one line with a comma', 'Access-Control-Allow-Origin', ['a, b'], 'CORSAllowOriginNotMatchingOrigin'],
  ] as const)('depend in Firefox on the spelling: %s', (_what, name, values, category) => {
    const headers: HeaderList = values.map((value) => [name, value] as const);
    expect(firefoxCategory(MULTIPLE, 'actual', headers)).toBe(category);
  });
});
