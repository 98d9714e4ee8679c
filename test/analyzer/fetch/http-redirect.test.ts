import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import {
  headersJudgedAfterRedirect,
  isRedirectStatus,
  locationUrl,
  redirectLocation,
  redirectTaintsOrigin,
  redirectUserinfoCheck,
  requestAfterRedirect,
} from '../../../src/analyzer/fetch/http-redirect.ts';

const APP = 'https://app.example';
const API = 'https://api.example/a';
const OTHER = 'https://other.example/b';

describe('isRedirectStatus', () => {
  it('knows the five statuses that browsers follow', () => {
    const followed = Array.from({ length: 100 }, (_, index) => 300 + index).filter(isRedirectStatus);
    expect(followed).toEqual([301, 302, 303, 307, 308]);
  });
});

describe('redirectLocation', () => {
  it.each([
    [302, [['Location', '/x']], '/x'],
    [302, [['LOCATION', '']], ''],
    [302, [], null],
    [300, [['Location', '/x']], null],
    [200, [['Location', '/x']], null],
  ] as const)('of %i with %j is %j', (status, headers, location) => {
    expect(redirectLocation({ status, headers })).toBe(location);
  });
});

describe('locationUrl', () => {
  it.each([
    ['/x', 'https://api.example/x'],
    ['//other.example/x', 'https://other.example/x'],
    ['http://other.example', 'http://other.example/'],
    ['', 'https://api.example/a'],
    ['http://', null],
  ])('of %j is %j', (location, url) => {
    expect(locationUrl(location, API)).toBe(url);
  });
});

describe('redirectTaintsOrigin', () => {
  it.each([
    ['within the first server', API, 'https://api.example/b', false],
    ['from the page to another server', `${APP}/a`, API, false],
    ['from one server to another', API, OTHER, true],
    ['from a server back to the page', API, `${APP}/home`, true],
    ['to another port', API, 'https://api.example:8443/a', true],
  ])('%s: %s to %s is %s', (_what, from, to, taints) => {
    expect(redirectTaintsOrigin(APP, from, to)).toBe(taints);
  });

  it("is false on the way out of an opaque origin's first server only when the server stays the same", () => {
    expect(redirectTaintsOrigin('null', API, 'https://api.example/b')).toBe(false);
    expect(redirectTaintsOrigin('null', API, OTHER)).toBe(true);
  });
});

describe('redirectUserinfoCheck', () => {
  const request = { initiatorOrigin: APP, currentUrl: `${APP}/start`, corsFlag: false, tainted: false };
  const verdictOf = (location: string, changes: Partial<typeof request> = {}) =>
    redirectUserinfoCheck(location, { ...request, ...changes })[0]?.verdict;

  it.each([
    ['https://user@api.example/', 'failure'],
    ['https://:pass@api.example/', 'failure'],
    ['https://user:pass@api.example/', 'failure'],
    ['https://api.example/', 'success'],
    ['https://user:pass@app.example/', 'success'],
  ])('judges the way from the page to %s as %s', (location, verdict) => {
    expect(verdictOf(location)).toBe(verdict);
  });

  it('refuses userinfo from another origin, even on the way back', () => {
    const fromApi = { currentUrl: API, corsFlag: true };
    expect(verdictOf('https://user@api.example/', fromApi)).toBe('failure');
    expect(verdictOf('https://user@app.example/', fromApi)).toBe('failure');
  });

  it('refuses userinfo once the origin is tainted', () => {
    expect(verdictOf('https://user@app.example/', { tainted: true })).toBe('failure');
  });

  it('says nothing about a target that is no URL', () => {
    expect(redirectUserinfoCheck('http://user@', request)).toEqual([]);
  });

  it('quotes the location as the server wrote it', () => {
    expect(redirectUserinfoCheck('//user@api.example', request)).toEqual([
      expect.objectContaining({ reason: { kind: 'redirect-with-userinfo', location: '//user@api.example' } }),
    ]);
  });
});

describe('requestAfterRedirect', () => {
  const headers: HeaderList = [
    ['Authorization', 'x'],
    ['Content-Type', 'application/json'],
    ['Content-Language', 'en'],
    ['X-Test', '1'],
  ];
  const redirected = (method: string, status: number, nextUrl = 'https://api.example/b') => {
    const next = requestAfterRedirect({ url: API, method, headers }, status, nextUrl);
    return { method: next.method, names: next.headers.map(([name]) => name) };
  };
  const ALL = ['Authorization', 'Content-Type', 'Content-Language', 'X-Test'];
  const WITHOUT_BODY = ['Authorization', 'X-Test'];

  it.each([
    ['POST', 301, 'GET', WITHOUT_BODY],
    ['POST', 302, 'GET', WITHOUT_BODY],
    ['POST', 303, 'GET', WITHOUT_BODY],
    ['POST', 307, 'POST', ALL],
    ['POST', 308, 'POST', ALL],
    ['PUT', 302, 'PUT', ALL],
    ['PUT', 303, 'GET', WITHOUT_BODY],
    ['HEAD', 303, 'HEAD', ALL],
    ['GET', 303, 'GET', ALL],
  ])('of %s after %i is a %s with %j', (method, status, nextMethod, names) => {
    expect(redirected(method, status)).toEqual({ method: nextMethod, names });
  });

  it('has no Authorization on another origin', () => {
    expect(redirected('GET', 302, OTHER).names).toEqual(['Content-Type', 'Content-Language', 'X-Test']);
  });

  it('asks in Firefox for headers that the redirect removed', () => {
    const before = { url: API, method: 'GET', headers };
    const next = requestAfterRedirect(before, 302, OTHER);
    expect(headersJudgedAfterRedirect(before, next, 'firefox')).toBe(before.headers);
    expect(headersJudgedAfterRedirect(before, next, 'chromium')).toBe(next.headers);
    expect(headersJudgedAfterRedirect(before, next, 'standard')).toBe(next.headers);
  });
});
