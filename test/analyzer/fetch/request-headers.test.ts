import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCorsSafelistedRequestHeader } from '../../../src/analyzer/fetch/cors-safelist.ts';
import type { HeaderList } from '../../../src/analyzer/fetch/header-list.ts';
import { needsPreflight } from '../../../src/analyzer/fetch/needs-preflight.ts';
import type { Dialect } from '../../../src/analyzer/fetch/network-error.ts';
import {
  authorRequestHeaders,
  corsUnsafeRequestHeaderNames,
  isCorsNonWildcardRequestHeaderName,
  isForbiddenRequestHeader,
} from '../../../src/analyzer/fetch/request-headers.ts';

/** One character a byte, as header values are in scripts. */
const byteString = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });

const DIALECTS: readonly Dialect[] = ['chromium', 'firefox', 'standard'];

describe('isCorsSafelistedRequestHeader', () => {
  it.each([
    ['Accept', 'application/json', true],
    ['accept', 'x'.repeat(128), true],
    ['accept', 'x'.repeat(129), false],
    ['accept', 'a\tb', true],
    ['accept', 'a\u0000b', false],
    ['accept', 'a\u001fb', false],
    ['accept', 'a\u007fb', false],
    ...Array.from('"():<>?@[\\]{}', (byte) => ['accept', `a${byte}`, false] as const),
    ...Array.from("!#$%&'*+,-./;=^_`|~", (byte) => ['accept', `a${byte}`, true] as const),
    ['accept-language', 'en-US, *;q=0.5', true],
    ['accept-language', 'en_US', false],
    ['content-language', 'de.AT', true],
    ['content-language', 'de/AT', false],
    ['content-language', '', true],
    ['content-type', 'text/plain', true],
    ['content-type', ' Multipart/Form-Data ; boundary=x', true],
    ['content-type', 'application/x-www-form-urlencoded', true],
    ['content-type', 'application/json', false],
    ['content-type', 'text/plain;charset="x"', false],
    ['content-type', 'text /plain', false],
    ['content-type', 'text/pla\u00e9in', false],
    ['content-type', 'text/', false],
    ['content-type', '/plain', false],
    ['content-type', 'text', false],
    ['content-type', '', false],
    ['range', 'bytes=0-', true],
    ['range', 'bytes=10-10', true],
    ['range', 'bytes=9-10', true],
    ['range', 'bytes=99999999999999999999-99999999999999999998', false],
    ['range', 'bytes=10-9', false],
    ['range', 'bytes=-5', false],
    ['range', 'bytes=5', false],
    ['range', 'bytes=0-1-2', false],
    ['range', 'bytes=0-1,2-3', false],
    ['range', 'bytes 0-1', false],
    ['range', 'bytes=+1-2', false],
    ['range', 'bytes=-', false],
    ['authorization', 'x', false],
    ['x-test', '', false],
  ] as const)('judges %s: %j as %s in every dialect', (name, value, safelisted) => {
    for (const dialect of DIALECTS) expect(isCorsSafelistedRequestHeader(name, value, dialect)).toBe(safelisted);
  });

  it.each([
    ['Save-Data', 'on'],
    ['Device-Memory', '0.5'],
    ['DPR', '2'],
    ['Downlink', '1.25'],
    ['Width', '320'],
    ['Viewport-Width', '320'],
    ['RTT', '50'],
    ['ECT', 'slow-2g'],
    ['Intervention', 'anything'],
    ['Sec-CH-UA', '"x"'],
  ])('safelists the hint %s: %s in Chromium only', (name, value) => {
    expect(DIALECTS.filter((dialect) => isCorsSafelistedRequestHeader(name, value, dialect))).toEqual(['chromium']);
  });

  it.each([
    ['Save-Data', 'off'],
    ['DPR', '2.'],
    ['DPR', '.5'],
    ['DPR', '1.2.3'],
    ['DPR', ''],
    ['RTT', '1.5'],
    ['Width', '-1'],
    ['ECT', '5g'],
  ])('safelists the malformed hint %s: %j nowhere', (name, value) => {
    expect(DIALECTS.filter((dialect) => isCorsSafelistedRequestHeader(name, value, dialect))).toEqual([]);
  });

  it('refuses bytes beyond ASCII and commas in a content type in Firefox only', () => {
    const accepted = (name: string, value: string) =>
      DIALECTS.filter((dialect) => isCorsSafelistedRequestHeader(name, value, dialect));
    expect(accepted('accept', 'caf\u00e9')).toEqual(['chromium', 'standard']);
    expect(accepted('content-type', 'text/plain;x=y,z')).toEqual(['chromium', 'standard']);
  });
});

describe('isForbiddenRequestHeader', () => {
  it.each([
    ['Host', '', true],
    ['COOKIE', 'a=b', true],
    ['Sec-Fetch-Mode', 'cors', true],
    ['proxy-anything', '', true],
    ['Access-Control-Request-Method', 'PUT', true],
    ['X-HTTP-Method', 'put, Trace', true],
    ['X-Method-Override', 'CONNECT', true],
    ['X-HTTP-Method-Override', 'PUT', false],
    ['Authorization', 'x', false],
    ['Access-Control-Allow-Origin', '*', false],
    ['Security', '', false],
  ])('judges %s: %j as %s', (name, value, forbidden) => {
    for (const dialect of DIALECTS) expect(isForbiddenRequestHeader(name, value, dialect)).toBe(forbidden);
  });

  it('counts User-Agent in Chromium only', () => {
    expect(DIALECTS.filter((dialect) => isForbiddenRequestHeader('user-agent', 'x', dialect))).toEqual(['chromium']);
  });
});

describe('isCorsNonWildcardRequestHeaderName', () => {
  it('is true of Authorization in any case and of nothing else', () => {
    expect(isCorsNonWildcardRequestHeaderName('aUTHORIZATION')).toBe(true);
    expect(isCorsNonWildcardRequestHeaderName('x-authorization')).toBe(false);
  });
});

describe('corsUnsafeRequestHeaderNames', () => {
  it('gives lower-case names, sorted, once each, without forbidden ones', () => {
    const headers: HeaderList = [
      ['X-Z', '1'],
      ['Authorization', 'x'],
      ['x-z', '2'],
      ['Cookie', 'a=b'],
      ['Accept', '*/*'],
      ['Content-Type', 'application/json'],
    ];
    expect(corsUnsafeRequestHeaderNames(headers, 'chromium')).toEqual(['authorization', 'content-type', 'x-z']);
  });

  it('lists safelisted headers too once their values exceed 1024 bytes, except in Firefox', () => {
    const value = 'x'.repeat(128);
    const headers: HeaderList = Array.from({ length: 8 }, () => ['Accept', value] as const);
    const oneMore: HeaderList = [...headers, ['Accept-Language', 'x']];
    for (const dialect of DIALECTS) expect(corsUnsafeRequestHeaderNames(headers, dialect)).toEqual([]);
    expect(corsUnsafeRequestHeaderNames(oneMore, 'chromium')).toEqual(['accept', 'accept-language']);
    expect(corsUnsafeRequestHeaderNames(oneMore, 'standard')).toEqual(['accept', 'accept-language']);
    expect(corsUnsafeRequestHeaderNames(oneMore, 'firefox')).toEqual([]);
  });

  it('takes any strings', () => {
    const header = fc.tuple(byteString, byteString);
    fc.assert(
      fc.property(fc.array(header), fc.constantFrom(...DIALECTS), (headers, dialect) => {
        const names = corsUnsafeRequestHeaderNames(headers, dialect);
        expect(names).toEqual([...new Set(names)].sort());
      }),
    );
  });
});

describe('needsPreflight', () => {
  it.each([
    ['GET', [], false],
    ['POST', [['Content-Type', 'text/plain']], false],
    ['POST', [['Content-Type', 'application/json']], true],
    ['PUT', [], true],
    ['get', [], true],
    ['GET', [['X-Test', '']], true],
    ['GET', [['Origin', 'x']], false],
  ] as const)('for %s with %j is %s', (method, headers, needed) => {
    for (const dialect of DIALECTS) expect(needsPreflight({ method, headers }, dialect)).toBe(needed);
  });
});

describe('authorRequestHeaders', () => {
  it('leaves nothing of a plain Chromium request', () => {
    const wire: HeaderList = [
      ['Host', 'api.example'],
      ['Connection', 'keep-alive'],
      ['sec-ch-ua', '"Chromium";v="156"'],
      ['sec-ch-ua-mobile', '?0'],
      ['DPR', '2'],
      ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36'],
      ['Accept', '*/*'],
      ['Origin', 'https://app.example'],
      ['Sec-Fetch-Site', 'cross-site'],
      ['Referer', 'https://app.example/'],
      ['Accept-Encoding', 'gzip, deflate, br, zstd'],
      ['Accept-Language', 'en-US,en;q=0.9'],
      ['Cookie', 'a=b'],
      ['Priority', 'u=1, i'],
    ];
    expect(authorRequestHeaders(wire)).toEqual([]);
  });

  it('leaves nothing of a plain Firefox request that bypasses the cache', () => {
    const wire: HeaderList = [
      ['Host', 'api.example'],
      ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0'],
      ['Accept', 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5'],
      ['Accept-Language', 'en-US,en;q=0.5'],
      ['Accept-Encoding', 'gzip, deflate, br'],
      ['Origin', 'https://app.example'],
      ['Alt-Used', 'api.example'],
      ['Connection', 'keep-alive'],
      ['DNT', '1'],
      ['TE', 'trailers'],
      ['Priority', 'u=4'],
      ['Pragma', 'no-cache'],
      ['Cache-Control', 'no-cache'],
    ];
    expect(authorRequestHeaders(wire)).toEqual([]);
  });

  it.each([
    ['Authorization', 'Bearer x'],
    ['Content-Type', 'application/json'],
    ['X-Requested-With', 'XMLHttpRequest'],
    ['Accept', 'application/json'],
    ['Accept-Language', 'en_US'],
    ['User-Agent', 'my-client/1'],
    ['Cache-Control', 'no-cache'],
    ['Pragma', 'no-cache'],
    ['Range', 'bytes=0-1'],
    ['Priority', 'high'],
    ['Access-Control-Allow-Origin', '*'],
  ])('keeps %s: %s, which the browser does not add by itself', (name, value) => {
    expect(authorRequestHeaders([[name, value]])).toEqual([[name, value]]);
  });

  it.each([
    ['Cache-Control', 'max-age=0'],
    ['If-None-Match', '"x"'],
    ['Last-Event-ID', '7'],
    ['Upgrade-Insecure-Requests', '1'],
  ])("takes %s: %s to be the browser's own when in doubt", (name, value) => {
    expect(authorRequestHeaders([[name, value]])).toEqual([]);
  });
});
