import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mainFetch } from '../../../src/analyzer/fetch/main-fetch.ts';
import type { FetchInput, HopInput, JudgedResponse } from '../../../src/analyzer/fetch/main-fetch-input.ts';
import type { CredentialsMode, Dialect, StepOutcome } from '../../../src/analyzer/fetch/network-error.ts';

const APP = 'https://app.example';
const API = 'https://api.example/a';
const OTHER = 'https://other.example/b';

const allow = (value: string) => ['Access-Control-Allow-Origin', value] as const;
const ok = (...headers: JudgedResponse['headers']): JudgedResponse => ({ status: 200, headers });
const redirect = (to: string, ...headers: JudgedResponse['headers']): JudgedResponse => ({
  status: 302,
  headers: [['Location', to], ...headers],
});

function hop(url: string, rest: Partial<HopInput> = {}): HopInput {
  return { url, method: 'GET', unsafeHeaderNames: [], ...rest };
}

function judge(hops: readonly HopInput[], rest: Partial<FetchInput & { dialect: Dialect }> = {}) {
  const { dialect = 'chromium', ...input } = rest;
  return mainFetch({ initiatorOrigin: APP, credentialsMode: 'same-origin', ...input, hops }, dialect);
}

/** `phase hop check: result`, with `?` and the hypothetical result for checks that were not reached. */
function lines(steps: readonly StepOutcome[]): readonly string[] {
  return steps.map(({ phase, hop: index, check, result, wouldBe }) => {
    const shown = result === 'not-reached' ? `not reached${wouldBe ? `, would be ${wouldBe}` : ''}` : result;
    return `${phase} ${index} ${check}: ${shown}`;
  });
}

describe('mainFetch without redirects', () => {
  it("checks nothing on a response from the page's own origin", () => {
    const outcome = judge([hop(`${APP}/data`, { response: ok() })]);
    expect(outcome).toEqual({ steps: [], failure: undefined, origins: [APP], corsFlags: [false] });
  });

  it('checks the allowed origin of another server', () => {
    const outcome = judge([hop(API, { response: ok(allow(APP)) })]);
    expect(lines(outcome.steps)).toEqual([
      'actual 0 allow-origin-present: success',
      'actual 0 allow-origin-matches: success',
    ]);
    expect(outcome.corsFlags).toEqual([true]);
  });

  it('compares with null for an opaque origin', () => {
    const outcome = judge([hop(API, { response: ok(allow('null')) })], { initiatorOrigin: 'null' });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.origins).toEqual(['null']);
  });

  it('says what comes after the first failure on the same response', () => {
    const outcome = judge([hop(API, { response: ok() })], { credentialsMode: 'include' });
    expect(lines(outcome.steps)).toEqual([
      'actual 0 allow-origin-present: failure',
      'actual 0 allow-origin-matches: not reached',
      'actual 0 allow-credentials-true: not reached, would be failure',
    ]);
    expect(outcome.failure).toBe(outcome.steps[0]);
    expect(outcome.steps[2]?.reason).toEqual({ kind: 'allow-credentials-not-true', value: null });
  });

  it('knows nothing while no response has come', () => {
    const outcome = judge([hop(API)], { credentialsMode: 'include' });
    expect(lines(outcome.steps)).toEqual([
      'actual 0 allow-origin-present: unknown',
      'actual 0 allow-origin-matches: unknown',
      'actual 0 allow-credentials-true: unknown',
    ]);
    expect(outcome.failure).toBeUndefined();
  });

  it.each([
    ['foo://x/y', 'chromium', 'foo'],
    ['file:///x', 'chromium', 'file'],
    ['chrome-extension://x/y', 'firefox', 'chrome-extension'],
    ['chrome-extension://x/y', 'standard', 'chrome-extension'],
    ['no url', 'chromium', ''],
  ] as const)('sends nothing to %s in %s', (url, dialect, scheme) => {
    const outcome = judge([hop(url)], { dialect });
    expect(lines(outcome.steps)).toEqual(['actual 0 scheme-cors-enabled: failure']);
    expect(outcome.failure?.reason).toEqual({ kind: 'scheme-not-cors-enabled', scheme });
  });

  it('lets extension pages be asked in Chromium', () => {
    const outcome = judge([hop('chrome-extension://x/y', { response: ok(allow('*')) })]);
    expect(lines(outcome.steps)[0]).toBe('actual 0 scheme-cors-enabled: success');
    expect(outcome.failure).toBeUndefined();
  });

  it('checks nothing on a data URL', () => {
    expect(judge([hop('data:text/plain,x')]).steps).toEqual([]);
  });
});

describe('mainFetch with a preflight', () => {
  const put = (preflight: JudgedResponse, rest: Partial<HopInput> = {}) =>
    hop(API, { method: 'PUT', unsafeHeaderNames: ['x-test'], preflight, ...rest });

  it('lists the checks of the actual response that the failed preflight prevented', () => {
    const outcome = judge([put(ok())]);
    expect(lines(outcome.steps)).toEqual([
      'preflight 0 preflight-not-redirected: success',
      'preflight 0 allow-origin-present: failure',
      'preflight 0 allow-origin-matches: not reached',
      'preflight 0 preflight-status-ok: not reached, would be success',
      'preflight 0 allow-methods-parses: not reached, would be success',
      'preflight 0 allow-headers-parses: not reached, would be success',
      'preflight 0 method-allowed: not reached, would be failure',
      'preflight 0 headers-allowed: not reached, would be failure',
      'actual 0 allow-origin-present: not reached',
      'actual 0 allow-origin-matches: not reached',
    ]);
  });

  it('judges an actual response that came all the same', () => {
    const outcome = judge([put(ok(), { response: ok() })]);
    expect(lines(outcome.steps).slice(-2)).toEqual([
      'actual 0 allow-origin-present: not reached, would be failure',
      'actual 0 allow-origin-matches: not reached',
    ]);
    expect(outcome.failure?.phase).toBe('preflight');
  });

  it('leaves the status of a redirected preflight alone', () => {
    const outcome = judge([put(redirect('/login', allow(APP)))]);
    expect(outcome.failure?.check).toBe('preflight-not-redirected');
    expect(lines(outcome.steps)).toContain('preflight 0 preflight-status-ok: not reached');
  });

  it("uses the actual request's credentials mode", () => {
    const preflight = ok(allow('*'));
    expect(judge([put(preflight)]).failure?.check).toBe('method-allowed');
    expect(judge([put(preflight)], { credentialsMode: 'include' }).failure?.reason).toEqual({
      kind: 'allow-origin-wildcard-with-credentials',
    });
  });

  it("ignores a preflight to the page's own origin while no other origin was involved", () => {
    expect(judge([hop(`${APP}/data`, { preflight: ok() })]).steps).toEqual([]);
  });
});

describe('mainFetch over redirects', () => {
  it("turns the CORS flag on when the chain leaves the page's origin, and keeps it on", () => {
    const outcome = judge([
      hop(`${APP}/start`, { response: redirect(API) }),
      hop(API, { response: redirect(`${APP}/home`, allow('*')) }),
      hop(`${APP}/home`, { response: ok(allow('null')) }),
    ]);
    expect(outcome.corsFlags).toEqual([false, true, true]);
    expect(outcome.origins).toEqual([APP, APP, 'null']);
    expect(outcome.failure).toBeUndefined();
    expect(lines(outcome.steps)).toEqual([
      'redirect 0 redirect-without-userinfo: success',
      'redirect 1 allow-origin-present: success',
      'redirect 1 allow-origin-matches: success',
      'redirect 1 redirect-without-userinfo: success',
      'actual 2 allow-origin-present: success',
      'actual 2 allow-origin-matches: success',
    ]);
  });

  it('keeps the origin tainted after the redirect that tainted it', () => {
    const outcome = judge([
      hop(API, { response: redirect(OTHER, allow('*')) }),
      hop(OTHER, { response: redirect('/c', allow('*')) }),
      hop('https://other.example/c', { response: ok(allow(APP)) }),
    ]);
    expect(outcome.origins).toEqual([APP, 'null', 'null']);
    expect(outcome.failure?.reason).toEqual({ kind: 'allow-origin-mismatch', value: APP, expected: 'null' });
  });

  it('judges a redirect that the chain ended at', () => {
    const outcome = judge([hop(API, { response: redirect('https://u@other.example/') })]);
    expect(lines(outcome.steps)).toEqual([
      'redirect 0 allow-origin-present: failure',
      'redirect 0 allow-origin-matches: not reached',
      'redirect 0 redirect-without-userinfo: not reached, would be failure',
    ]);
  });

  it('takes a redirect status without Location for the final response', () => {
    expect(judge([hop(API, { response: { status: 302, headers: [] } })]).failure?.phase).toBe('actual');
  });

  it('calls a response that was left unseen before the next hop a redirect', () => {
    const outcome = judge([hop(API), hop(OTHER, { response: ok(allow('*')) })]);
    expect(lines(outcome.steps)[0]).toBe('redirect 0 allow-origin-present: unknown');
    expect(outcome.failure).toBeUndefined();
  });

  it('does not check a redirect that an extension made, but taints the origin', () => {
    const outcome = judge([
      hop(API, { redirectedByExtension: true, response: { status: 307, headers: [] } }),
      hop(OTHER, { response: ok(allow(APP)) }),
    ]);
    expect(lines(outcome.steps)).toEqual([
      'actual 1 allow-origin-present: success',
      'actual 1 allow-origin-matches: failure',
    ]);
    expect(outcome.origins).toEqual([APP, 'null']);
  });

  it.each([
    ['chromium', 'allow-origin-mismatch'],
    ['standard', 'allow-origin-mismatch'],
    ['firefox', undefined],
  ] as const)('compares a preflight after a tainting redirect as %s does', (dialect, kind) => {
    const preflight = ok(allow(APP), ['Access-Control-Allow-Headers', 'x-test']);
    const outcome = judge(
      [
        hop(API, { response: redirect(OTHER, allow('*')) }),
        hop(OTHER, { unsafeHeaderNames: ['x-test'], preflight, response: ok(allow('*')) }),
      ],
      { dialect },
    );
    expect(outcome.failure?.reason?.kind).toBe(kind);
  });

  it.each([
    ['chromium', 'allow-origin-missing'],
    ['firefox', undefined],
  ] as const)("judges a preflight to the page's own origin as %s does", (dialect, kind) => {
    const home = hop(`${APP}/home`, {
      unsafeHeaderNames: ['x-test'],
      preflight: ok(['Access-Control-Allow-Headers', 'x-test']),
      response: ok(allow('*')),
    });
    const outcome = judge([hop(API, { response: redirect(`${APP}/home`, allow('*')) }), home], { dialect });
    expect(outcome.failure?.reason?.kind).toBe(kind);
  });

  it('marks every check after a failed redirect as not reached when later hops were seen', () => {
    const outcome = judge([hop(API, { response: redirect(OTHER) }), hop(OTHER, { response: ok(allow('*')) })]);
    expect(lines(outcome.steps).slice(-2)).toEqual([
      'actual 1 allow-origin-present: not reached, would be success',
      'actual 1 allow-origin-matches: not reached, would be success',
    ]);
    expect(outcome.failure?.hop).toBe(0);
  });
});

describe('mainFetch on arbitrary input', () => {
  const origin = fc.constantFrom(APP, 'null', 'https://api.example', '', 'nonsense');
  const url = fc.oneof(fc.constantFrom(API, OTHER, `${APP}/x`, 'data:,x', 'file:///x'), fc.webUrl(), fc.string());
  const name = fc.constantFrom(
    'Access-Control-Allow-Origin',
    'access-control-allow-credentials',
    'Access-Control-Allow-Methods',
    'Access-Control-Allow-Headers',
    'Location',
    'X-Other',
  );
  const value = fc.oneof(
    fc.constantFrom('*', APP, 'null', 'true', 'PUT', 'x-test', '', API, 'https://u:p@x.example/'),
    fc.string(),
  );
  const response = fc.record({
    status: fc.oneof(fc.constantFrom(200, 204, 302, 307, 404, 500), fc.integer()),
    headers: fc.array(fc.tuple(name, value), { maxLength: 6 }),
  });
  const anyHop: fc.Arbitrary<HopInput> = fc.record(
    {
      url,
      method: fc.constantFrom('GET', 'PUT', 'patch', ''),
      unsafeHeaderNames: fc.array(fc.constantFrom('x-test', 'authorization', '*'), { maxLength: 3 }),
      preflight: response,
      response,
      redirectedByExtension: fc.boolean(),
    },
    { requiredKeys: ['url', 'method', 'unsafeHeaderNames'] },
  );
  const input: fc.Arbitrary<FetchInput> = fc.record({
    initiatorOrigin: origin,
    credentialsMode: fc.constantFrom<CredentialsMode>('omit', 'same-origin', 'include'),
    hops: fc.array(anyHop, { maxLength: 4 }),
  });
  const dialect = fc.constantFrom<Dialect>('chromium', 'firefox', 'standard');

  it('gives one failure at most, reaches nothing after it, and gives a reason exactly where something fails', () => {
    fc.assert(
      fc.property(input, dialect, (fetch, reading) => {
        const { steps, failure, origins, corsFlags } = mainFetch(fetch, reading);
        const results = steps.map(({ result }) => result);
        const failedAt = results.indexOf('failure');
        expect(failure).toBe(failedAt === -1 ? undefined : steps[failedAt]);
        if (failedAt === -1) expect(results).not.toContain('not-reached');
        else expect(results.slice(failedAt + 1).every((result) => result === 'not-reached')).toBe(true);
        for (const step of steps) {
          expect(step.reason !== undefined).toBe(step.result === 'failure' || step.wouldBe === 'failure');
          if (step.wouldBe) expect(step.result).toBe('not-reached');
        }
        expect([origins.length, corsFlags.length]).toEqual([fetch.hops.length, fetch.hops.length]);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same outcome every time and leaves its input alone', () => {
    fc.assert(
      fc.property(input, dialect, (fetch, reading) => {
        const before = JSON.stringify(fetch);
        expect(mainFetch(fetch, reading)).toEqual(mainFetch(fetch, reading));
        expect(JSON.stringify(fetch)).toBe(before);
      }),
    );
  });

  it('never lets credentials through where it would stop a request without them', () => {
    fc.assert(
      fc.property(input, dialect, (fetch, reading) => {
        const without = mainFetch({ ...fetch, credentialsMode: 'omit' }, reading);
        const withCredentials = mainFetch({ ...fetch, credentialsMode: 'include' }, reading);
        if (without.failure) expect(withCredentials.failure).toBeDefined();
      }),
    );
  });
});
