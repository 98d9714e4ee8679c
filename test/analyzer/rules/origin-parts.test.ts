import { describe, expect, test } from 'vitest';
import {
  differingParts,
  isLoopbackHost,
  onlyDifference,
  originParts,
} from '../../../src/analyzer/rules/origin-parts.ts';

describe('originParts', () => {
  test.each<[string, string, string, string]>([
    ['http://localhost:3000', 'http', 'localhost', '3000'],
    ['https://app.example', 'https', 'app.example', ''],
    ['http://[::1]:80', 'http', '[::1]', '80'],
    ['chrome-extension://abc', 'chrome-extension', 'abc', ''],
  ])('splits %s as it is written', (value, scheme, host, port) => {
    expect(originParts(value)).toEqual({ scheme, host, port });
  });

  test.each(['localhost:3000', 'http://a/', 'http://a/b', 'http://u@a', 'http://a:', 'null', '*', ''])(
    'gives nothing for %j, which is more or less than an origin',
    (value) => expect(originParts(value)).toBeUndefined(),
  );
});

describe('differingParts', () => {
  test('lists the parts in the order of an origin', () => {
    expect(differingParts('http://a:1', 'https://b:2')).toEqual(['scheme', 'host', 'port']);
    expect(differingParts('http://a:1', 'http://a:1')).toEqual([]);
    expect(differingParts('http://a', 'null')).toBeUndefined();
  });
});

describe('onlyDifference', () => {
  test('gives both values of the one part that differs', () => {
    expect(onlyDifference('http://a:1', 'http://a:2', 'port')).toEqual(['1', '2']);
  });

  test('gives nothing when another part differs, or a second one', () => {
    expect(onlyDifference('http://a:1', 'http://b:1', 'port')).toBeUndefined();
    expect(onlyDifference('http://a:1', 'http://b:2', 'port')).toBeUndefined();
  });
});

describe('isLoopbackHost', () => {
  test.each(['localhost', '127.0.0.1', '127.1.2.3', '[::1]', '0.0.0.0'])('is true of %s', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  test.each(['127.evil.example', 'localhost.example', '10.0.0.1', 'app.example'])('is false of %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});
