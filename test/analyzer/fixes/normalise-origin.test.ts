import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopbackOrigin, normaliseOrigin } from '../../../src/analyzer/fixes/normalise-origin.ts';

describe('normaliseOrigin', () => {
  it.each([
    ['http://localhost:3000', 'http://localhost:3000'],
    ['https://app.example.com', 'https://app.example.com'],
    ['HTTPS://App.Example.COM', 'https://app.example.com'],
    ['https://app.example.com:443/', 'https://app.example.com'],
    ['http://app.example.com:80/path?query#fragment', 'http://app.example.com'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['http://[0:0:0:0:0:0:0:1]:3000', 'http://[::1]:3000'],
    ['http://web_app:3000', 'http://web_app:3000'],
  ])('gives the origin as browsers send it for %s', (value, origin) => {
    expect(normaliseOrigin(value)).toEqual({ origin });
  });

  it.each([
    ['null', 'opaque'],
    ['', 'unparsable'],
    ['*', 'unparsable'],
    ['app.example.com', 'unparsable'],
    ['file:///home/me/page.html', 'scheme'],
    ['chrome-extension://abcdefghijklmnop', 'scheme'],
    ['data:text/html,x', 'scheme'],
    ["https://a'b.example", 'characters'],
    ['https://a$b.example', 'characters'],
    ['https://*.example.com', 'characters'],
    [`https://${'a'.repeat(300)}.example`, 'characters'],
  ])('refuses %s', (value, unusable) => {
    expect(normaliseOrigin(value)).toEqual({ unusable });
  });

  it('gives nothing but letters, digits and the punctuation of hosts and ports, whatever comes in', () => {
    const hosts = fc.string({ unit: 'binary', maxLength: 30 }).map((host) => `https://${host}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), hosts, fc.webUrl()), (value) => {
        const result = normaliseOrigin(value);
        if ('origin' in result) {
          expect(result.origin).toMatch(/^https?:\/\/[a-z0-9_.:[\]-]+$/);
          expect(normaliseOrigin(result.origin)).toEqual(result);
        }
      }),
    );
  });
});

describe('isLoopbackOrigin', () => {
  it.each([
    'http://localhost:3000',
    'http://app.localhost',
    'http://127.0.0.1:8000',
    'https://127.8.0.1',
    'http://[::1]',
  ])('is true of %s', (origin) => expect(isLoopbackOrigin(origin)).toBe(true));

  it.each([
    'https://app.example.com',
    'http://localhost.example.com',
    'http://192.168.0.1',
    'http://127.0.0.1.example',
  ])('is false of %s', (origin) => expect(isLoopbackOrigin(origin)).toBe(false));
});
