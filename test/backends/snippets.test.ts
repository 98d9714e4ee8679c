import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corsCheck } from '../../src/analyzer/fetch/cors-check.ts';
import { getHeader, type HeaderList, headerLines } from '../../src/analyzer/fetch/header-list.ts';
import { mainFetch } from '../../src/analyzer/fetch/main-fetch.ts';
import type { Policy } from '../../src/analyzer/fixes/policy-type.ts';
import { stackById } from '../../src/analyzer/fixes/stacks/index.ts';
import { plainText } from '../../src/analyzer/rules/prose.ts';
import { ask, askPermission, type RawAnswer } from './answers.ts';
import type { RunningApp } from './backends.ts';
import type { MatrixBackend, ShownFix } from './matrix/backend.ts';
import { availableBackends, startBroken } from './matrix/list.ts';

const PAGE = 'http://localhost:3000';
const POLICY: Policy = {
  server: 'http://localhost:8000',
  origins: ['http://[::1]:3000', PAGE, 'https://app.example.com'],
  methods: ['GET', 'PATCH'],
  requestHeaders: ['authorization', 'content-type', 'x-csrftoken'],
  exposeHeaders: ['x-total'],
  credentials: true,
  maxAge: 600,
  paths: ['/api/items/1', '/api/session'],
};
const READ_ONLY: Policy = {
  ...POLICY,
  origins: [PAGE],
  methods: ['GET'],
  requestHeaders: [],
  exposeHeaders: [],
  credentials: false,
};
const CONTEXT = { crossSiteCookies: true, unsafeMethodsWithCredentials: true };
const FOREIGN = [
  'https://evil.example',
  'http://localhost:30000',
  'http://localhost',
  'https://localhost:3000',
  'null',
];

const { backends } = await availableBackends();

describe.each(backends)('the snippet in a real server of $id', (backend) => {
  describe('with everything a policy can hold', () => {
    const app = appWith(backend, POLICY);

    it.each(POLICY.origins)('lets %s read responses, with credentials', async (origin) => {
      const { headers } = await ask(app().port, '/api/session', { headers: { Origin: origin } });
      expect(isReadable(headers, origin, 'include')).toBe(true);
      expect(getHeader(headers, 'access-control-expose-headers')?.toLowerCase()).toBe('x-total');
    });

    it.each(POLICY.origins)('permits %s the listed method with the listed headers', async (origin) => {
      const answer = await askPermission(app().port, '/api/items/1', {
        origin,
        method: 'PATCH',
        names: POLICY.requestHeaders,
      });
      expect(permits(answer, origin, 'PATCH', POLICY.requestHeaders, 'include')).toBe(true);
      expect(getHeader(answer.headers, 'access-control-max-age')).toBe('600');
    });

    it('refuses an unlisted method', async () => {
      const answer = await askPermission(app().port, '/api/items/1', { origin: PAGE, method: 'DELETE' });
      expect(permits(answer, PAGE, 'DELETE', [], 'include')).toBe(false);
    });

    it('refuses an unlisted header', async () => {
      const names = ['x-unlisted'];
      const answer = await askPermission(app().port, '/api/items/1', { origin: PAGE, method: 'PATCH', names });
      expect(permits(answer, PAGE, 'PATCH', names, 'include')).toBe(false);
    });

    it.each([
      ['a page that does not exist', '/missing', 404],
      ['an unhandled exception', '/broken', 500],
    ])('keeps %s readable', async (_what, path, status) => {
      const answer = await ask(app().port, path, { headers: { Origin: PAGE } });
      expect(answer.status).toBe(status);
      expect(isReadable(answer.headers, PAGE, 'include')).toBe(true);
    });

    sharedPromises(app);
  });

  describe('with the least a policy can hold', () => {
    const app = appWith(backend, READ_ONLY);

    it('lets the page read, without credentials', async () => {
      const { headers } = await ask(app().port, '/api/session', { headers: { Origin: PAGE } });
      expect(isReadable(headers, PAGE, 'same-origin')).toBe(true);
      expect(isReadable(headers, PAGE, 'include')).toBe(false);
    });

    it.each(['PATCH', 'DELETE'])('refuses %s', async (method) => {
      const answer = await askPermission(app().port, '/api/items/1', { origin: PAGE, method });
      expect(permits(answer, PAGE, method, [], 'same-origin')).toBe(false);
    });

    it('refuses every request header', async () => {
      const answer = await askPermission(app().port, '/api/session', {
        origin: PAGE,
        method: 'GET',
        names: ['authorization'],
      });
      expect(permits(answer, PAGE, 'GET', ['authorization'], 'same-origin')).toBe(false);
    });

    sharedPromises(app);
  });
});

/** True of every snippet, whatever the policy. */
function sharedPromises(app: () => RunningApp<ShownFix>): void {
  it.each(FOREIGN)('refuses %s, on both kinds of request', async (origin) => {
    const actual = await ask(app().port, '/api/session', { headers: { Origin: origin } });
    expect(isReadable(actual.headers, origin, 'same-origin')).toBe(false);
    const preflight = await askPermission(app().port, '/api/session', { origin, method: 'GET' });
    expect(permits(preflight, origin, 'GET', [], 'same-origin')).toBe(false);
  });

  it('sends Access-Control-Allow-Origin once', async () => {
    const { headers } = await ask(app().port, '/api/session', { headers: { Origin: PAGE } });
    expect(headerLines(headers, 'access-control-allow-origin')).toEqual([PAGE]);
  });

  it.each([
    ['the page', { Origin: PAGE }],
    ['a foreign page', { Origin: 'https://evil.example' }],
    ['a request without an origin', {}],
  ])('tells caches to keep origins apart when %s asks', async (_who, headers) => {
    const answer = await ask(app().port, '/api/session', { headers });
    expect(getHeader(answer.headers, 'vary')?.toLowerCase().split(/, */)).toContain('origin');
  });
}

/** A server of this backend that had no CORS, and got the snippet for this policy. */
function appWith(backend: MatrixBackend, policy: Policy): () => RunningApp<ShownFix> {
  let app: RunningApp<ShownFix> | undefined;
  beforeAll(async () => {
    app = await startBroken(backend, 'bare', { origin: PAGE, secureHost: 'localhost' });
    const { headers } = await ask(app.port, '/api/session', { headers: { Origin: PAGE } });
    expect(headerLines(headers, 'access-control-allow-origin')).toEqual([]);
    const rendered = stackById(backend.stack).render(policy, CONTEXT, backend.version);
    if ('refused' in rendered) throw new Error(`${backend.stack} refuses the policy`);
    const { code, placement, notes } = rendered;
    const shown = { code, placement: plainText(placement), notes: notes.map(plainText).join('\n') };
    await app.fixWith({ extent: 'full', notedCode: [], ...shown });
  });
  afterAll(() => app?.close());
  return () => {
    if (!app) throw new Error('the server is not running');
    return app;
  };
}

function isReadable(headers: HeaderList, origin: string, credentialsMode: 'include' | 'same-origin'): boolean {
  return corsCheck(headers, { origin, credentialsMode }).every(({ verdict }) => verdict === 'success');
}

function permits(
  answer: RawAnswer,
  origin: string,
  method: string,
  unsafeHeaderNames: readonly string[],
  credentialsMode: 'include' | 'same-origin',
): boolean {
  const hop = { url: 'http://localhost:8000/', method, unsafeHeaderNames, preflight: answer };
  const { failure } = mainFetch({ initiatorOrigin: origin, credentialsMode, hops: [hop] }, 'chromium');
  return failure === undefined;
}
