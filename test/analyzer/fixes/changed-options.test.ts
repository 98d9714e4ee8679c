import { describe, expect, it } from 'vitest';
import { changedOptions } from '../../../src/analyzer/fixes/changed-options.ts';
import type { Policy } from '../../../src/analyzer/fixes/policy-type.ts';
import { stackById } from '../../../src/analyzer/fixes/stacks/index.ts';
import type { Snippet } from '../../../src/analyzer/fixes/stacks/stack.ts';
import type { Change } from '../../../src/analyzer/rules/rule.ts';
import type { StackId } from '../../../src/analyzer/server/server-guess.ts';

const ORIGIN = 'http://localhost:3000';
const POLICY: Policy = {
  server: 'http://localhost:8000',
  origins: ['http://localhost:3001', ORIGIN],
  methods: ['GET', 'PATCH'],
  requestHeaders: ['content-type', 'x-page'],
  exposeHeaders: ['x-total'],
  credentials: true,
  maxAge: 600,
  paths: ['/api/items'],
  listed: {
    origins: [ORIGIN],
    methods: ['GET', 'PUT'],
    requestHeaders: ['content-type'],
    exposeHeaders: [],
  },
};
const CONTEXT = { crossSiteCookies: false, unsafeMethodsWithCredentials: false };

function change(stack: StackId, changes: readonly Change[], version?: string): Snippet | undefined {
  const result = stackById(stack).renderChange?.(changes, POLICY, CONTEXT, version);
  if (result && 'refused' in result) throw new Error('refused');
  return result;
}

describe('the options that have to change', () => {
  it('are none where no change is a matter of a library’s configuration', () => {
    expect(changedOptions([{ kind: 'repair-server-error', status: 500 }], POLICY)).toBeUndefined();
    for (const stack of ['django', 'flask', 'express'] as const) {
      expect(change(stack, [{ kind: 'start-server', origin: 'http://localhost:8000' }])).toBeUndefined();
    }
  });

  it('hold values of the policy only, in whatever spelling the change names them', () => {
    const changes: Change[] = [
      { kind: 'allow-origin', origin: 'HTTP://LOCALHOST:3000/' },
      { kind: 'allow-origin', origin: 'null' },
      { kind: 'allow-method', method: 'PATCH' },
      { kind: 'allow-headers', names: ['X-Page', 'x-other'] },
    ];
    expect(changedOptions(changes, POLICY)).toMatchObject({
      origins: [ORIGIN],
      methods: ['PATCH'],
      requestHeaders: ['x-page'],
      credentials: false,
    });
  });

  it('leave out what a refused preflight lists already', () => {
    const changes: Change[] = [
      { kind: 'answer-preflight', origin: ORIGIN },
      { kind: 'allow-origin', origin: ORIGIN },
      { kind: 'allow-headers', names: ['content-type', 'x-page'] },
    ];
    expect(changedOptions(changes, POLICY)).toMatchObject({
      origins: [],
      requestHeaders: ['x-page'],
      preflight: true,
    });
  });

  it('include every origin by name as soon as credentials are allowed, and credentials only if the policy has them', () => {
    const changes: Change[] = [{ kind: 'allow-credentials', origin: ORIGIN }];
    expect(changedOptions(changes, POLICY)).toMatchObject({ origins: POLICY.origins, credentials: true });
    expect(changedOptions(changes, { ...POLICY, credentials: false })).toMatchObject({
      origins: [ORIGIN],
      credentials: false,
    });
  });
});

describe('the change alone', () => {
  it('needs no installation and touches nothing but what was asked for', () => {
    for (const stack of ['django', 'flask', 'express'] as const) {
      const snippet = change(stack, [{ kind: 'allow-method', method: 'PATCH' }]);
      expect(snippet?.install).toBeNull();
      expect(snippet?.code.trimEnd().split('\n').at(-1)).toMatch(/methods/i);
      expect(snippet?.code).not.toMatch(/origin|allow(?:ed)?_?headers|credentials/i);
    }
  });

  it('keeps what an argument lists today, for it takes the place of the argument', () => {
    const changes: Change[] = [{ kind: 'allow-method', method: 'PATCH' }];
    expect(change('flask', changes)?.code).toBe('methods=["GET", "PATCH", "PUT"],\n');
    expect(change('express', changes)?.code).toBe("methods: ['GET', 'PATCH', 'PUT'],\n");
  });

  it('closes the wildcard when it allows credentials', () => {
    const changes: Change[] = [{ kind: 'allow-credentials', origin: ORIGIN }];
    expect(change('django', changes)?.code).toContain('CORS_ALLOW_ALL_ORIGINS = False');
    expect(change('flask', changes)?.code).toContain('send_wildcard=False');
    expect(change('express', changes)?.code).toContain(`origin: ['http://localhost:3001', '${ORIGIN}']`);
  });

  it('puts the middleware first in Django, answers the preflight in Flask, and is a matter of place in Express', () => {
    const changes: Change[] = [{ kind: 'answer-preflight', origin: ORIGIN }];
    expect(change('django', changes)?.code).toContain('MIDDLEWARE.insert(0,');
    expect(change('flask', changes)?.code).toContain('make_default_options_response');
    expect(change('express', changes)).toBeUndefined();
  });
});

describe('versions', () => {
  it('of Django differ in what pip may install, and in how the CSRF check names a page', () => {
    const context = { crossSiteCookies: false, unsafeMethodsWithCredentials: true };
    const snippet = (version: string) => {
      const result = stackById('django').render(POLICY, context, version);
      if ('refused' in result) throw new Error('refused');
      return result;
    };
    expect(snippet('5').code).toContain(`("CSRF_TRUSTED_ORIGINS", ()), "http://localhost:3001", "${ORIGIN}"]`);
    expect(snippet('3.2').code).toContain('("CSRF_TRUSTED_ORIGINS", ()), "localhost:3001", "localhost:3000"]');
    expect(snippet('5').code).toBe(snippet('4').code);
    expect(snippet('4').install).toContain('<4.6');
  });

  it('of flask-cors differ in the private networks that version 4 would let in', () => {
    const code = (version: string) => {
      const result = stackById('flask').render(POLICY, CONTEXT, version);
      return 'refused' in result ? '' : result.code;
    };
    expect(code('4')).toContain('allow_private_network=False');
    expect(code('5')).toBe(code('6'));
    expect(code('6')).not.toContain('private');
  });
});
