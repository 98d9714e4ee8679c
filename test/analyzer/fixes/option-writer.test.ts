import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../src/analyzer/fixes/policy-type.ts';
import { stackById } from '../../../src/analyzer/fixes/stacks/index.ts';
import { plainText } from '../../../src/analyzer/rules/prose.ts';
import type { Change } from '../../../src/analyzer/rules/rule.ts';
import type { StackId } from '../../../src/analyzer/server/server-guess.ts';

const POLICY: Policy = {
  server: 'http://localhost:8000',
  origins: ['http://localhost:3000'],
  methods: ['GET', 'PATCH'],
  requestHeaders: ['authorization', 'content-type'],
  exposeHeaders: ['x-total'],
  credentials: true,
  maxAge: 600,
  paths: ['/api/items'],
  listed: { origins: [], methods: ['GET', 'PUT'], requestHeaders: ['x-a'], exposeHeaders: [] },
};
const CONTEXT = { crossSiteCookies: true, unsafeMethodsWithCredentials: true };
/** Stacks whose library takes its options in one call, by the names of these options. */
const NAMES: readonly (readonly [
  StackId,
  Readonly<Record<'origins' | 'methods' | 'headers' | 'credentials', string>>,
])[] = [
  [
    'fastapi',
    {
      origins: 'allow_origins',
      methods: 'allow_methods',
      headers: 'allow_headers',
      credentials: 'allow_credentials=True',
    },
  ],
  ['express', { origins: 'origin', methods: 'methods', headers: 'allowedHeaders', credentials: 'credentials: true' }],
  ['fastify', { origins: 'origin', methods: 'methods', headers: 'allowedHeaders', credentials: 'credentials: true' }],
  ['koa', { origins: 'origin', methods: 'allowMethods', headers: 'allowHeaders', credentials: 'credentials: true' }],
  ['hono', { origins: 'origin', methods: 'allowMethods', headers: 'allowHeaders', credentials: 'credentials: true' }],
  ['nestjs', { origins: 'origin', methods: 'methods', headers: 'allowedHeaders', credentials: 'credentials: true' }],
];

function changed(id: StackId, changes: readonly Change[]) {
  const rendered = stackById(id).renderChange?.(changes, POLICY, CONTEXT);
  if (rendered && 'refused' in rendered) throw new Error(plainText(rendered.refused));
  return rendered;
}

describe.each(NAMES)('the change-only text for %s', (id, names) => {
  it('holds the one option that changes, with what the server lists today', () => {
    const { code, install } = changed(id, [{ kind: 'allow-method', method: 'PATCH' }]) ?? {};
    expect(code).toMatch(new RegExp(`^${names.methods}[=:] ?\\[.GET., .PATCH., .PUT.\\],\\n$`));
    expect(install).toBeNull();
  });

  it('keeps the header names that are listed today', () => {
    const { code } = changed(id, [{ kind: 'allow-headers', names: ['authorization'] }]) ?? {};
    expect(code).toMatch(new RegExp(`^${names.headers}[=:] ?\\[.authorization., .content-type., .x-a.\\],\\n$`));
  });

  it('names the origins again where credentials are allowed, since a wildcard must not stay', () => {
    const { code = '', notes = [] } =
      changed(id, [{ kind: 'allow-credentials', origin: 'http://localhost:3000' }]) ?? {};
    expect(code.split('\n').length).toBe(3);
    expect(code).toContain(names.origins);
    expect(code).toContain('http://localhost:3000');
    expect(code).toContain(names.credentials);
    expect(notes.map(plainText).join('\n')).toMatch(/CSRF token/);
  });

  it('warns of cookies and of the developer’s own machine only where that is what changes', () => {
    const notes = (change: Change) => (changed(id, [change])?.notes ?? []).map(plainText).join('\n');
    expect(notes({ kind: 'allow-method', method: 'PATCH' })).not.toMatch(/SameSite|CSRF|own machine/);
    expect(notes({ kind: 'allow-origin', origin: 'http://localhost:3000' })).toMatch(/own machine/);
    expect(notes({ kind: 'allow-origin', origin: 'http://localhost:3000' })).not.toMatch(/SameSite|CSRF/);
  });

  it('writes a list of origins where only Vary is missing', () => {
    expect(changed(id, [{ kind: 'vary-origin' }])?.code).toContain('http://localhost:3000');
  });

  it('is not there for what no option changes', () => {
    expect(changed(id, [])).toBeUndefined();
    expect(changed(id, [{ kind: 'repair-server-error', status: 500 }])).toBeUndefined();
    expect(changed(id, [{ kind: 'answer-preflight', origin: 'http://localhost:3000' }])).toBeUndefined();
  });
});
