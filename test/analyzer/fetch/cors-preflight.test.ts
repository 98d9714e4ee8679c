import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/analyzer/fetch/check-result.ts';
import { corsPreflightCheck, type PreflightRequest } from '../../../src/analyzer/fetch/cors-preflight.ts';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import type { Dialect } from '../../../src/analyzer/fetch/network-error.ts';

const ORIGIN = 'https://app.example';

const GET: PreflightRequest = {
  origin: ORIGIN,
  credentialsMode: 'same-origin',
  method: 'GET',
  unsafeHeaderNames: ['x-test'],
  toInitiator: false,
};

const GOOD: HeaderList = [
  ['Access-Control-Allow-Origin', ORIGIN],
  ['Access-Control-Allow-Methods', 'PUT'],
  ['Access-Control-Allow-Headers', 'X-Test'],
];

const methods = (value: string): HeaderList => [['Access-Control-Allow-Methods', value]];
const headers = (value: string): HeaderList => [['Access-Control-Allow-Headers', value]];

function failures(
  response: { status?: number; headers: HeaderList },
  request: Partial<PreflightRequest> = {},
  dialect: Dialect = 'chromium',
): readonly CheckResult[] {
  const results = corsPreflightCheck({ status: 200, ...response }, { ...GET, ...request }, dialect);
  return results.filter(({ verdict }) => verdict === 'failure');
}

function firstReason(...args: Parameters<typeof failures>) {
  const [first] = failures(...args);
  return first?.verdict === 'failure' ? first.reason : undefined;
}

describe('corsPreflightCheck', () => {
  it('passes when origin, method and headers are allowed', () => {
    expect(failures({ headers: GOOD }, { method: 'PUT' })).toEqual([]);
  });

  it.each([200, 204, 299])('takes status %i', (status) => {
    expect(failures({ status, headers: GOOD })).toEqual([]);
  });

  it.each([199, 300, 302, 304, 401, 404, 500])('refuses status %i', (status) => {
    expect(firstReason({ status, headers: GOOD })).toEqual({ kind: 'preflight-status-not-ok', status });
  });

  it.each([301, 302, 303, 307, 308])('calls %i with Location a redirect and leaves its status alone', (status) => {
    const response = { status, headers: [...GOOD, ['Location', '/login']] as HeaderList };
    const reason = { kind: 'preflight-redirected', status, location: '/login' };
    for (const dialect of ['chromium', 'firefox'] as const) {
      expect(failures(response, {}, dialect).map(({ check }) => check)).toEqual(['preflight-not-redirected']);
      expect(firstReason(response, {}, dialect)).toEqual(reason);
    }
    expect(firstReason(response, {}, 'standard')).toEqual({ kind: 'preflight-status-not-ok', status });
  });

  it('is a plain bad status in the Standard when redirected: there is no check of its own for that', () => {
    const checks = corsPreflightCheck({ status: 200, headers: GOOD }, GET, 'standard').map(({ check }) => check);
    expect(checks).not.toContain('preflight-not-redirected');
  });

  it.each([
    [
      'chromium',
      [
        'preflight-not-redirected',
        'allow-origin-present',
        'allow-origin-matches',
        'allow-credentials-true',
        'preflight-status-ok',
        'allow-methods-parses',
        'allow-headers-parses',
        'method-allowed',
        'headers-allowed',
      ],
    ],
    [
      'firefox',
      [
        'allow-origin-present',
        'allow-origin-matches',
        'allow-credentials-true',
        'preflight-not-redirected',
        'preflight-status-ok',
        'allow-methods-parses',
        'method-allowed',
        'allow-headers-parses',
        'headers-allowed',
      ],
    ],
    [
      'standard',
      [
        'allow-origin-present',
        'allow-origin-matches',
        'allow-credentials-true',
        'preflight-status-ok',
        'allow-methods-parses',
        'allow-headers-parses',
        'method-allowed',
        'headers-allowed',
      ],
    ],
  ] as const)('checks in the order of %s', (dialect, order) => {
    const request: PreflightRequest = { ...GET, credentialsMode: 'include' };
    const results = corsPreflightCheck({ status: 200, headers: GOOD }, request, dialect);
    expect(results.map(({ check }) => check)).toEqual(order);
  });

  it('reports a method before unparsable headers in Firefox, after them elsewhere', () => {
    const response = { headers: [...GOOD.slice(0, 1), ...methods('GET'), ...headers('x test')] };
    const kindIn = (dialect: Dialect) => firstReason(response, { method: 'PUT' }, dialect)?.kind;
    expect(kindIn('firefox')).toBe('method-not-allowed');
    expect(kindIn('chromium')).toBe('allow-headers-unparsable');
    expect(kindIn('standard')).toBe('allow-headers-unparsable');
  });

  it("skips the CORS check of a preflight to the page's own origin in Firefox only", () => {
    const response = { headers: GOOD.slice(1) };
    expect(firstReason(response, { toInitiator: true }, 'firefox')).toBeUndefined();
    expect(firstReason(response, { toInitiator: true }, 'chromium')).toEqual({ kind: 'allow-origin-missing' });
    expect(firstReason(response, { toInitiator: true }, 'standard')).toEqual({ kind: 'allow-origin-missing' });
  });
});

describe('the method', () => {
  const base = GOOD.slice(0, 1);

  it.each([
    ['GET', 'PUT', true],
    ['HEAD', '', true],
    ['POST', 'GET', true],
    ['PUT', 'GET, PUT', true],
    ['PUT', 'put', false],
    ['patch', 'PATCH', false],
    ['PUT', '', false],
  ])('%s under "%s" passes: %s', (method, list, passes) => {
    const reason = firstReason({ headers: [...base, ...methods(list)] }, { method, unsafeHeaderNames: [] });
    expect(reason).toEqual(
      passes ? undefined : { kind: 'method-not-allowed', method, allowed: list === '' ? [] : list.split(', ') },
    );
  });

  it('is covered by a star without credentials only', () => {
    const response = {
      headers: [...base, ['Access-Control-Allow-Credentials', 'true'], ...methods('*')] as HeaderList,
    };
    const request = { method: 'PUT', unsafeHeaderNames: [] };
    expect(firstReason(response, request)).toBeUndefined();
    expect(firstReason(response, { ...request, credentialsMode: 'include' })).toEqual({
      kind: 'method-not-allowed',
      method: 'PUT',
      allowed: ['*'],
    });
    expect(firstReason(response, { ...request, method: '*', credentialsMode: 'include' })).toBeUndefined();
  });

  it('is not judged by a list that does not parse', () => {
    const response = { headers: [...base, ...methods('a b')] };
    const results = corsPreflightCheck({ status: 200, ...response }, { ...GET, method: 'PUT' }, 'chromium');
    expect(results.find(({ check }) => check === 'method-allowed')?.verdict).toBe('undecided');
    expect(firstReason(response, { method: 'GET' })).toEqual({ kind: 'allow-methods-unparsable', value: 'a b' });
  });
});

describe('the headers', () => {
  const base = GOOD.slice(0, 1);

  it('need no list when none is unsafe', () => {
    expect(firstReason({ headers: base }, { unsafeHeaderNames: [] })).toBeUndefined();
  });

  it('are compared without case, and all that are missing are named', () => {
    const response = { headers: [...base, ...headers('X-B, other')] };
    expect(firstReason(response, { unsafeHeaderNames: ['x-a', 'x-b', 'x-c'] })).toEqual({
      kind: 'header-not-allowed',
      names: ['x-a', 'x-c'],
      allowed: ['X-B', 'other'],
    });
  });

  it('are not judged by a list that does not parse', () => {
    const response = { status: 200, headers: [...base, ...headers('a b')] };
    const results = corsPreflightCheck(response, GET, 'chromium');
    expect(results.find(({ check }) => check === 'headers-allowed')?.verdict).toBe('undecided');
  });

  it('are covered by a star without credentials only', () => {
    const response = {
      headers: [...base, ['Access-Control-Allow-Credentials', 'true'], ...headers('*')] as HeaderList,
    };
    expect(firstReason(response)).toBeUndefined();
    expect(firstReason(response, { credentialsMode: 'include' })?.kind).toBe('header-not-allowed');
  });

  it('let a star cover Authorization in the engines, not in the Standard', () => {
    const response = { headers: [...base, ...headers('*')] };
    const request = { unsafeHeaderNames: ['authorization', 'x-test'] };
    expect(firstReason(response, request, 'chromium')).toBeUndefined();
    expect(firstReason(response, request, 'firefox')).toBeUndefined();
    expect(firstReason(response, request, 'standard')).toEqual({
      kind: 'header-not-allowed',
      names: ['authorization'],
      allowed: ['*'],
    });
  });

  it.each([
    ['standard', ['authorization'], '7.6'],
    ['standard', ['x-test'], '7.7'],
    ['chromium', ['authorization'], '7.7'],
    ['firefox', ['authorization'], '7.7'],
  ] as const)('fail in %s for %j at step %s', (dialect, unsafeHeaderNames, step) => {
    expect(failures({ headers: base }, { unsafeHeaderNames }, dialect).map(({ spec }) => spec.step)).toEqual([step]);
  });
});
