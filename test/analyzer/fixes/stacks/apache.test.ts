import { describe, expect, it } from 'vitest';
import { apache } from '../../../../src/analyzer/fixes/stacks/apache.ts';
import { rendered } from './a-policy.ts';

describe('Apache', () => {
  it('compares origins by patterns that are anchored and escaped, and so match nothing else', () => {
    const origins = ['https://app.example.com', 'http://[::1]:3000', 'https://web_app:8080'];
    const { code } = rendered(apache, { origins });
    const patterns = [...code.matchAll(/^SetEnvIf Origin "(.*?)" "CORS_ORIGIN=(.*)"$/gm)];
    expect(patterns.map(([, , origin]) => origin)).toEqual(origins);
    for (const [index, [, source = '']] of patterns.entries()) {
      expect(source).toMatch(/^\^.*\$$/);
      const pattern = new RegExp(source);
      const tries = [...origins, 'https://appXexample.com', 'https://app.example.com.evil.example', 'null'];
      expect(tries.filter((value) => pattern.test(value))).toEqual([origins[index]]);
    }
  });

  it('writes a percent sign twice, because one begins a format', () => {
    expect(rendered(apache, { requestHeaders: ['x%a'] }).code).toContain('"x%%a"');
  });

  it('sets each header in the table that errors are answered from, and unsets those of an application in the other', () => {
    const { code } = rendered(apache);
    expect(code).not.toMatch(/^Header (?!always|onsuccess unset)/m);
    expect(code).toMatch(/^Header onsuccess unset Access-Control-Allow-Origin$/m);
  });

  it('enables the modules that it uses', () => {
    expect(rendered(apache).install).toBe('sudo a2enmod headers setenvif rewrite');
  });
});
