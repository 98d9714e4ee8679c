import { describe, expect, it } from 'vitest';
import { nginx } from '../../../../src/analyzer/fixes/stacks/nginx.ts';
import { refusal, rendered } from './a-policy.ts';

describe('nginx', () => {
  it('compares every origin of the policy by itself', () => {
    const origins = ['https://a.example.com', 'https://b.example.com', 'http://[::1]:3000'];
    const { code } = rendered(nginx, { origins });
    expect([...code.matchAll(/^if \(\$http_origin = "(.*)"\) \{$/gm)].map(([, origin]) => origin)).toEqual(origins);
    expect([...code.matchAll(/^ {4}set \$cors_origin "(.*)";$/gm)].map(([, origin]) => origin)).toEqual(origins);
  });

  it('adds each header once and with every status, so that no block drops those around it', () => {
    const { code } = rendered(nginx);
    const added = code.split('\n').filter((line) => line.includes('add_header'));
    expect(added).toHaveLength(7);
    for (const line of added) expect(line).toMatch(/^add_header [\w-]+ (?:\$cors_\w+|Origin) always;$/);
  });

  it('puts nothing but set and return inside an if', () => {
    const { code } = rendered(nginx);
    for (const line of code.split('\n').filter((one) => one.startsWith(' '))) {
      expect(line).toMatch(/^ {4}(?:set \$cors_\w+ .+|return 204);$/);
    }
  });

  it('hides what an application behind it says, also of credentials that the policy does not give', () => {
    const { code } = rendered(nginx, { credentials: false });
    expect(code).toContain('proxy_hide_header Access-Control-Allow-Credentials;');
    expect(code).not.toContain('add_header Access-Control-Allow-Credentials');
  });

  it('refuses a dollar sign, which would be a variable', () => {
    expect(refusal(nginx, { requestHeaders: ['x$a'] })).toContain('x$a');
    expect(refusal(nginx, { exposeHeaders: ['x$a'] })).toContain('x$a');
    expect(refusal(nginx, { methods: ['G$T'] })).toContain('G$T');
  });

  it('refuses a list that is longer than a parameter can be', () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `x-${index}`.padEnd(98, 'a'));
    expect(refusal(nginx, { requestHeaders: names(40) })).toBeUndefined();
    expect(refusal(nginx, { requestHeaders: names(41) })).toMatch(/longer/);
  });
});
