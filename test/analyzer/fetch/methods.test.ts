import { describe, expect, it } from 'vitest';
import { isCorsSafelistedMethod, isForbiddenMethod, normalizeMethod } from '../../../src/analyzer/fetch/methods.ts';

describe('normalizeMethod', () => {
  it.each(['delete', 'get', 'head', 'options', 'post', 'put', 'Delete', 'gEt'])('upper-cases %s', (method) => {
    expect(normalizeMethod(method)).toBe(method.toUpperCase());
  });

  it.each(['patch', 'Patch', 'PATCH', 'chicken', 'connect'])('keeps the bytes of %s', (method) => {
    expect(normalizeMethod(method)).toBe(method);
  });
});

describe('isCorsSafelistedMethod', () => {
  it.each([
    ['GET', true],
    ['HEAD', true],
    ['POST', true],
    ['PUT', false],
    ['OPTIONS', false],
    ['get', false],
    ['', false],
  ])('of %j is %s', (method, safelisted) => {
    expect(isCorsSafelistedMethod(method)).toBe(safelisted);
  });
});

describe('isForbiddenMethod', () => {
  it.each([
    ['CONNECT', true],
    ['trace', true],
    ['TrAcK', true],
    ['PUT', false],
    ['', false],
  ])('of %j is %s', (method, forbidden) => {
    expect(isForbiddenMethod(method)).toBe(forbidden);
  });
});
