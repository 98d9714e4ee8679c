import { describe, expect, it } from 'vitest';
import { chromiumCorsError, failedParameter, firefoxCategory } from '../../src/analyzer/fetch/browser-names.ts';
import { headersJudgedAfterRedirect, requestAfterRedirect } from '../../src/analyzer/fetch/http-redirect.ts';
import { mainFetch } from '../../src/analyzer/fetch/main-fetch.ts';
import type { FetchInput, HopInput } from '../../src/analyzer/fetch/main-fetch-input.ts';
import { normalizeMethod } from '../../src/analyzer/fetch/methods.ts';
import { needsPreflight } from '../../src/analyzer/fetch/needs-preflight.ts';
import type { Dialect } from '../../src/analyzer/fetch/network-error.ts';
import { isSameOrigin } from '../../src/analyzer/fetch/origin.ts';
import { corsUnsafeRequestHeaderNames } from '../../src/analyzer/fetch/request-headers.ts';
import type { CaseHop, ObservedCase } from './observed/observed-case.ts';
import { OBSERVED_CASES } from './observed-cases.ts';

describe('what browsers were seen to report', () => {
  it.each(OBSERVED_CASES.map((observed) => [observed.id, observed.title, observed] as const))(
    'is predicted for Chromium: %s %s',
    (_id, _title, observed) => {
      const { failure } = mainFetch(fetchInput(observed, 'chromium'), 'chromium');
      expect(failure?.reason ? chromiumCorsError(failure.reason, failure.phase) : null).toBe(observed.chromium);
      if (failure?.reason) expect([observed.parameter].flat()).toContain(failedParameter(failure.reason));
    },
  );

  it.each(OBSERVED_CASES.map((observed) => [observed.id, observed.title, observed] as const))(
    'is predicted for Firefox: %s %s',
    (_id, _title, observed) => {
      const { failure } = mainFetch(fetchInput(observed, 'firefox'), 'firefox');
      const hop = failure && observed.hops[failure.hop];
      const judged = failure?.phase === 'preflight' ? hop?.preflight : hop?.response;
      const category = failure?.reason ? firefoxCategory(failure.reason, failure.phase, judged?.headers) : null;
      expect(category).toBe(observed.firefox);
    },
  );

  it.each(OBSERVED_CASES.map((observed) => [observed.id, observed.title, observed] as const))(
    'is compared with the Standard: %s %s',
    (_id, _title, observed) => {
      const { failure } = mainFetch(fetchInput(observed, 'standard'), 'standard');
      expect(failure ? 'fail' : 'pass').toBe(observed.standard);
    },
  );

  it('names every disallowed header, not only the one that a browser picks', () => {
    const observed = OBSERVED_CASES.find(({ id }) => id === '087');
    if (!observed) throw new Error('case 087 is missing');
    expect(mainFetch(fetchInput(observed, 'chromium'), 'chromium').failure?.reason).toEqual({
      kind: 'header-not-allowed',
      names: ['x-a', 'x-c'],
      allowed: ['x-b'],
    });
  });

  it('numbers every case once', () => {
    const ids = OBSERVED_CASES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** Plays the browser up to the network: which requests are made, in this dialect, and whether each asks first. */
function fetchInput(observed: ObservedCase, dialect: Dialect): FetchInput {
  const hops: HopInput[] = [];
  let current = { url: observed.hops[0].url, method: normalizeMethod(observed.method), headers: observed.headers };
  let judgedHeaders = current.headers;
  let corsFlag = false;
  observed.hops.forEach((hop, index) => {
    const previous = observed.hops[index - 1];
    if (previous) {
      const next = requestAfterRedirect(current, previous.response.status, hop.url);
      judgedHeaders = headersJudgedAfterRedirect({ ...current, headers: judgedHeaders }, next, dialect);
      current = next;
    }
    corsFlag ||= !isSameOrigin(observed.initiatorOrigin, hop.url);
    const asks = needsPreflight({ method: current.method, headers: judgedHeaders }, dialect);
    hops.push({
      url: hop.url,
      method: current.method,
      unsafeHeaderNames: corsUnsafeRequestHeaderNames(judgedHeaders, dialect),
      response: hop.response,
      ...(corsFlag && (asks || observed.forcedIn.includes(dialect)) ? { preflight: preflightOf(hop, observed) } : {}),
    });
  });
  const { initiatorOrigin, credentialsMode } = observed;
  return { initiatorOrigin, credentialsMode, hops };
}

function preflightOf(hop: CaseHop, { id }: ObservedCase) {
  if (!hop.preflight) throw new Error(`case ${id}: the browser asks first, but the case has no answer to a preflight`);
  return hop.preflight;
}
