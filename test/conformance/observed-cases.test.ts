import { describe, expect, it } from 'vitest';
import { chromiumCorsError, failedParameter, firefoxCategory } from '../../src/analyzer/fetch/browser-names.ts';
import { mainFetch } from '../../src/analyzer/fetch/main-fetch.ts';
import { expand } from '../oracle/case.ts';
import { TABLE } from '../oracle/cases/index.ts';
import { SITUATION_CASES } from '../oracle/cases/situation-cases.ts';
import { fetchInput, isDecidedByAnswers, placeOnPaper } from './fetch-input.ts';

const CASES = TABLE.filter(isDecidedByAnswers).map((one) => {
  const [observed] = one.observed;
  return [one.id, one.title, { placed: placeOnPaper(one), observed }] as const;
});

describe('what browsers were seen to report', () => {
  it.each(CASES)('is predicted for Chromium: %s %s', (_id, _title, { placed, observed }) => {
    const { failure } = mainFetch(fetchInput(placed, 'chromium'), 'chromium');
    expect(failure?.reason ? chromiumCorsError(failure.reason, failure.phase) : null).toBe(observed.chromium);
    const parameters = [observed.parameter].flat().map((text) => expand(text, placed));
    if (failure?.reason) expect(parameters).toContain(failedParameter(failure.reason));
  });

  it.each(CASES)('is predicted for Firefox: %s %s', (_id, _title, { placed, observed }) => {
    const input = fetchInput(placed, 'firefox');
    const { failure } = mainFetch(input, 'firefox');
    const hop = failure && input.hops[failure.hop];
    const judged = failure?.phase === 'preflight' ? hop?.preflight : hop?.response;
    const category = failure?.reason ? firefoxCategory(failure.reason, failure.phase, judged?.headers) : null;
    // What is no CORS failure in Chromium but did not succeed in Firefox is a network error there as well.
    const isNetworkError = observed.firefox === 'CORSDidNotSucceed2' && observed.chromium === null;
    expect(category).toBe(isNetworkError ? null : observed.firefox);
  });

  it.each(CASES.filter(([, , { observed }]) => observed.chromium !== null || observed.page !== 'failed'))(
    'is compared with the Standard: %s %s',
    (_id, _title, { placed, observed }) => {
      const { failure } = mainFetch(fetchInput(placed, 'standard'), 'standard');
      expect(failure ? 'fail' : 'pass').toBe(observed.standard);
    },
  );

  it('names every disallowed header, not only the one that a browser picks', () => {
    const [, , one] = CASES.find(([id]) => id === '087') ?? [];
    if (!one) throw new Error('case 087 is missing');
    expect(mainFetch(fetchInput(one.placed, 'chromium'), 'chromium').failure?.reason).toEqual({
      kind: 'header-not-allowed',
      names: ['x-a', 'x-c'],
      allowed: ['x-b'],
    });
  });

  it('numbers every case once, and leaves none out', () => {
    const ids = [...TABLE, ...SITUATION_CASES].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const numbers = ids.filter((id) => /^\d+$/.test(id)).map(Number);
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
  });
});
