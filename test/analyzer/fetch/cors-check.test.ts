import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/analyzer/fetch/check-result.ts';
import { corsCheck, corsCheckUnseen } from '../../../src/analyzer/fetch/cors-check.ts';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import type { CredentialsMode } from '../../../src/analyzer/fetch/network-error.ts';

const ORIGIN = 'https://app.example';

const allowOrigin = (...values: string[]): HeaderList =>
  values.map((value) => ['Access-Control-Allow-Origin', value] as const);
const allowCredentials = (...values: string[]): HeaderList =>
  values.map((value) => ['access-control-allow-credentials', value] as const);

function check(headers: HeaderList, credentialsMode: CredentialsMode = 'same-origin', origin = ORIGIN) {
  return corsCheck(headers, { origin, credentialsMode });
}

function verdicts(results: readonly CheckResult[]): string {
  return results.map(({ check: id, verdict }) => `${id}: ${verdict}`).join(', ');
}

function reasons(results: readonly CheckResult[]) {
  return results.flatMap((result) => (result.verdict === 'failure' ? [result.reason] : []));
}

describe('corsCheck', () => {
  it('fails for a missing header and has nothing to compare then', () => {
    expect(verdicts(check([]))).toBe('allow-origin-present: failure, allow-origin-matches: undecided');
    expect(reasons(check([]))).toEqual([{ kind: 'allow-origin-missing' }]);
  });

  it.each([
    ['the exact origin', ORIGIN, ORIGIN],
    ['a star', '*', ORIGIN],
    ['null for an opaque origin', 'null', 'null'],
    ['blanks around the origin', ` ${ORIGIN}\t`, ORIGIN],
  ])('passes for %s', (_what, value, origin) => {
    expect(verdicts(check(allowOrigin(value), 'same-origin', origin))).toBe(
      'allow-origin-present: success, allow-origin-matches: success',
    );
  });

  it.each([
    ['a star with credentials', ['*'], { kind: 'allow-origin-wildcard-with-credentials' }],
    [
      'another origin',
      ['https://b.example'],
      { kind: 'allow-origin-mismatch', value: 'https://b.example', expected: ORIGIN },
    ],
    ['null', ['null'], { kind: 'allow-origin-mismatch', value: 'null', expected: ORIGIN }],
    ['an empty value', [''], { kind: 'allow-origin-invalid', value: '' }],
    ['a host', ['app.example'], { kind: 'allow-origin-invalid', value: 'app.example' }],
    ['two lines', [ORIGIN, '*'], { kind: 'allow-origin-multiple', value: `${ORIGIN}, *`, lines: [ORIGIN, '*'] }],
    ['a comma', [`${ORIGIN},`], { kind: 'allow-origin-multiple', value: `${ORIGIN},`, lines: [`${ORIGIN},`] }],
    ['a blank', ['a b'], { kind: 'allow-origin-multiple', value: 'a b', lines: ['a b'] }],
    ['a star and an empty line', ['*', ''], { kind: 'allow-origin-multiple', value: '*, ', lines: ['*', ''] }],
  ])('fails for %s, whatever the credentials header says', (_what, values, reason) => {
    const results = check([...allowOrigin(...values), ...allowCredentials('true')], 'include');
    expect(verdicts(results)).toBe(
      'allow-origin-present: success, allow-origin-matches: failure, allow-credentials-true: success',
    );
    expect(reasons(results)).toEqual([reason]);
  });

  it.each([
    ['True', ['True'], 'True'],
    ['nothing', [''], ''],
    ['true twice', ['true', 'true'], 'true, true'],
    ['no header', [], null],
  ])('fails with credentials when the server says %s', (_what, values, value) => {
    const results = check([...allowOrigin(ORIGIN), ...allowCredentials(...values)], 'include');
    expect(reasons(results)).toEqual([{ kind: 'allow-credentials-not-true', value }]);
  });

  it('never reads the credentials header without credentials', () => {
    for (const mode of ['omit', 'same-origin'] as const) {
      expect(reasons(check([...allowOrigin(ORIGIN), ...allowCredentials('false')], mode))).toEqual([]);
    }
  });

  it('names the step of the Standard', () => {
    expect(check([], 'include').map(({ spec }) => `${spec.algorithm} ${spec.step}`)).toEqual([
      'CORS check 2',
      'CORS check 4',
      'CORS check 7',
    ]);
  });

  it('takes any strings and passes only for the origin or a star', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 3 }), fc.constantFrom(ORIGIN, 'null'), (values, origin) => {
        const passes = reasons(check(allowOrigin(...values), 'omit', origin)).length === 0;
        const joined = values.map((value) => value.replace(/^[ \t]+|[ \t]+$/g, '')).join(', ');
        expect(passes).toBe(values.length > 0 && (joined === '*' || joined === origin));
      }),
    );
  });
});

describe('corsCheckUnseen', () => {
  it.each(['omit', 'include'] as const)('lists the same checks as corsCheck for %s', (credentialsMode) => {
    const request = { origin: ORIGIN, credentialsMode };
    const outline = (results: readonly CheckResult[]) => results.map(({ check: id, spec }) => ({ id, spec }));
    expect(outline(corsCheckUnseen(request))).toEqual(outline(corsCheck([], request)));
    expect(corsCheckUnseen(request).every(({ verdict }) => verdict === 'undecided')).toBe(true);
  });
});
