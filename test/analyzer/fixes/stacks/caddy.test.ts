import { describe, expect, it } from 'vitest';
import { caddy } from '../../../../src/analyzer/fixes/stacks/caddy.ts';
import { rendered } from './a-policy.ts';

describe('Caddy', () => {
  it('sends an origin back only where the matcher has compared it with the listed ones', () => {
    const { code } = rendered(caddy, { origins: ['https://a.example.com', 'https://b.example.com'] });
    expect(code).toContain(
      '@cors {\n\theader Origin "https://a.example.com"\n\theader Origin "https://b.example.com"\n}\n',
    );
    const [, allowed = ''] = code.split('header @cors {');
    expect(allowed).toContain('Access-Control-Allow-Origin {http.request.header.Origin}');
    expect(code.match(/header\.Origin\}/g)).toHaveLength(1);
  });

  it('replaces the headers of an application instead of adding to them', () => {
    const { code } = rendered(caddy, { credentials: false, exposeHeaders: [] });
    expect(code).toMatch(/header @cors \{[^}]*\{[^}]*\}[^}]*\tdefer\n\}/);
    expect(code).toContain('\t-Access-Control-Allow-Credentials\n');
    expect(code).toContain('\t-Access-Control-Expose-Headers\n');
  });
});
