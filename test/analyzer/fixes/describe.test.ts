import { describe, expect, it } from 'vitest';
import { describeChange } from '../../../src/analyzer/fixes/describe.ts';
import { plainText } from '../../../src/analyzer/rules/prose.ts';
import type { Change } from '../../../src/analyzer/rules/rule.ts';

const EVERY_KIND: { readonly [K in Change['kind']]: Extract<Change, { readonly kind: K }> } = {
  'allow-origin': { kind: 'allow-origin', origin: 'http://localhost:3000' },
  'allow-credentials': { kind: 'allow-credentials', origin: 'http://localhost:3000' },
  'allow-method': { kind: 'allow-method', method: 'PATCH' },
  'allow-headers': { kind: 'allow-headers', names: ['x-a', 'x-b', 'x-c'] },
  'expose-headers': { kind: 'expose-headers', names: ['x-total'] },
  'vary-origin': { kind: 'vary-origin' },
  'single-layer': { kind: 'single-layer', origin: 'http://localhost:3000' },
  'answer-preflight': { kind: 'answer-preflight', origin: 'http://localhost:3000' },
  'repair-server-error': { kind: 'repair-server-error', status: 500 },
  'start-server': { kind: 'start-server', origin: 'http://localhost:8000' },
  'request-url': { kind: 'request-url', from: 'http://a.test/x', to: 'http://a.test/x/' },
  'drop-credentials': { kind: 'drop-credentials' },
  'request-method': { kind: 'request-method', from: 'patch', to: 'PATCH' },
  'drop-request-headers': { kind: 'drop-request-headers', names: ['x-a'] },
  'request-mode-cors': { kind: 'request-mode-cors' },
  'give-page-an-origin': { kind: 'give-page-an-origin' },
  'allow-cross-origin-resource': { kind: 'allow-cross-origin-resource' },
  'browser-setting': { kind: 'browser-setting', what: 'extension' },
};

describe('describeChange', () => {
  it.each(Object.values(EVERY_KIND))('says $kind in one sentence', (change) => {
    const text = plainText(describeChange(change));
    expect(text).toMatch(/^[A-Z].+\.$/);
    expect(text).not.toMatch(/\. [A-Z]|undefined|!/);
  });

  it.each(Object.values(EVERY_KIND))('shows every value of $kind as code, never as words', (change) => {
    const codes = describeChange(change).flatMap((segment) =>
      typeof segment === 'object' && 'code' in segment ? [segment.code] : [],
    );
    const { kind: _, ...values } = change;
    if (change.kind === 'browser-setting') return;
    for (const value of Object.values(values).flat()) {
      expect(codes.some((text) => text.includes(String(value)))).toBe(true);
    }
  });

  it('joins names as a sentence does', () => {
    expect(plainText(describeChange(EVERY_KIND['allow-headers']))).toContain('x-a, x-b and x-c');
  });
});
