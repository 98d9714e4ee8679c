import { describe, expect, it } from 'vitest';
import {
  isPotentiallyTrustworthy,
  isSameOrigin,
  isSchemefullySameSite,
  serializedOriginOf,
} from '../../../src/analyzer/fetch/origin.ts';

describe('serializedOriginOf', () => {
  it.each([
    ['https://example.org/a?b#c', 'https://example.org'],
    ['https://example.org:443/', 'https://example.org'],
    ['http://example.org:8080', 'http://example.org:8080'],
    ['HTTP://EXAMPLE.org', 'http://example.org'],
    ['https://user:pass@example.org/', 'https://example.org'],
    ['http://[::1]:3000/', 'http://[::1]:3000'],
    ['wss://example.org/socket', 'wss://example.org'],
    ['blob:https://example.org/0d0c', 'https://example.org'],
    ['blob:null/0d0c', 'null'],
    ['chrome-extension://abcdef/page.html', 'chrome-extension://abcdef'],
    ['moz-extension://0a-1b/page.html', 'moz-extension://0a-1b'],
    ['file:///home/page.html', 'null'],
    ['data:text/plain,x', 'null'],
    ['about:blank', 'null'],
    ['null', 'null'],
    ['', 'null'],
    ['//example.org', 'null'],
  ])('turns %j into %j', (url, origin) => {
    expect(serializedOriginOf(url)).toBe(origin);
  });
});

describe('isSameOrigin', () => {
  it.each([
    ['https://example.org', 'https://example.org/path', true],
    ['https://example.org:443', 'https://example.org', true],
    ['https://example.org', 'http://example.org', false],
    ['http://localhost:3000', 'http://localhost:8000', false],
    ['http://localhost:3000', 'http://127.0.0.1:3000', false],
    ['null', 'null', false],
    ['data:,x', 'data:,x', false],
  ])('of %j and %j is %s', (a, b, same) => {
    expect(isSameOrigin(a, b)).toBe(same);
  });
});

describe('isPotentiallyTrustworthy', () => {
  it.each([
    ['https://example.org', true],
    ['wss://example.org', true],
    ['http://example.org', false],
    ['ws://example.org', false],
    ['http://localhost:8000/x', true],
    ['http://api.localhost', true],
    ['http://api.localhost./', true],
    ['http://localhost.example', false],
    ['http://127.0.0.1', true],
    ['http://127.9.9.9', true],
    ['http://127.example', false],
    ['http://[::1]:80', true],
    ['http://10.0.0.1', false],
    ['file:///x', true],
    ['data:,x', true],
    ['about:blank', true],
    ['about:config', false],
    ['chrome-extension://abcdef/', true],
    ['blob:https://example.org/1', true],
    ['blob:http://example.org/1', false],
    ['no url', false],
  ])('of %j is %s', (url, trustworthy) => {
    expect(isPotentiallyTrustworthy(url)).toBe(trustworthy);
  });
});

describe('isSchemefullySameSite', () => {
  it.each([
    ['https://example.org', 'https://example.org:8443', true],
    ['https://example.org', 'http://example.org', false],
    ['http://localhost:3000', 'http://localhost:8000', true],
    ['http://app.localhost', 'http://api.localhost', false],
    ['http://localhost', 'http://api.localhost', false],
    ['http://a.app.localhost', 'http://b.app.localhost', true],
    ['http://127.0.0.1:1', 'http://127.0.0.1:2', true],
    ['http://127.0.0.1', 'http://localhost', false],
    ['http://127.0.0.1', 'http://127.0.0.2', false],
    ['http://[::1]', 'http://[::2]', false],
    ['https://example.org', 'https://example.com', false],
    ['https://example.org', 'https://other.org', false],
    ['https://www.example.org', 'https://api.example.org', undefined],
    ['https://a.co.uk', 'https://b.co.uk', undefined],
    ['http://intranet', 'http://wiki', false],
    ['http://intranet', 'http://x.intranet', false],
    ['http://localhost', 'http://localhost.', false],
    ['https://example.org', 'https://example.org.', false],
    ['https://example.org', 'https://www.example.org', undefined],
    ['null', 'https://example.org', false],
    ['null', 'null', false],
  ])('of %j and %j is %s', (a, b, sameSite) => {
    expect(isSchemefullySameSite(a, b)).toBe(sameSite);
    expect(isSchemefullySameSite(b, a)).toBe(sameSite);
  });
});
