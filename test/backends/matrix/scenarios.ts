import type { StackId } from '../../../src/analyzer/server/server-guess.ts';
import type { Kind } from '../proof.ts';
import type { Broken } from './backend.ts';

/** One request of the page; runs in the browser. */
export interface Call {
  readonly path: string;
  readonly init?: RequestInit;
  /** The page also has to read `X-Total`; without, only the response. */
  readonly readsTotal?: boolean;
  /** That the server means to answer with. Default: 200. */
  readonly status?: number;
  /** The cause that the report names, where it is not the scenario's. */
  readonly cause?: Cause;
}

/** Id of a rule, where it is not one for all stacks by stack; null: nothing is blocked. */
export type Cause = string | null | Partial<Readonly<Record<StackId, string>>>;

/** A way in which CORS is broken, and what the panel has to make of it. */
export interface Scenario {
  readonly kind: Kind;
  readonly broken: Broken;
  /** What the page asks, and the browser keeps from it; the fix of the last one is taken. */
  readonly calls: readonly Call[];
  /** Of every call that names none of its own. */
  readonly cause: Cause;
  readonly scope: 'request' | 'page';
  /** `url`: not a matter of the server's configuration; the page has to ask for what the panel says. */
  readonly extent: Extent | Partial<Readonly<Record<StackId, Extent>>>;
  /** Where page and server are, and how they are reached. */
  readonly at?: 'across-sites' | 'behind-tls';
  /** For `url`: the path that the panel has to name. */
  readonly shown?: string;
  readonly stacks?: readonly StackId[];
  /** What a page gets that asks for something private without a login. Default: 401. */
  readonly withoutLogin?: number;
}

export type Extent = 'full' | 'change' | 'url';

const INCLUDE: RequestInit = { credentials: 'include' };
const JSON_BODY: RequestInit = { headers: { 'Content-Type': 'application/json' }, body: '{"name":"new"}' };
const AUTHORIZED = { Authorization: 'Bearer t0ken' };
const MAIN: readonly StackId[] = ['django', 'flask', 'express'];

/** The value of this header is the CSRF token that the session answered with, once there is one. */
export const TOKEN_HEADER = 'X-CSRFToken';
const withSession = (init: RequestInit): RequestInit => ({
  ...init,
  ...INCLUDE,
  headers: { ...init.headers, [TOKEN_HEADER]: 'none' },
});

/** Express and Flask answer an OPTIONS that nobody wrote with a list of methods, Django's views answer it themselves. */
const UNROUTED = {
  django: 'allow-origin-missing',
  flask: 'preflight-route-missing',
  express: 'preflight-route-missing',
};

/** A request without a preflight, to a server without CORS. */
const SIMPLE = { cause: 'allow-origin-missing' };
/** Of a view that asks for a login, OPTIONS gets nothing else. */
const PRIVATE: Cause = { ...UNROUTED, django: 'preflight-auth-refused' };

const SCENARIOS: readonly Scenario[] = [
  {
    kind: 'missing',
    broken: 'bare',
    calls: [{ path: '/api/items' }],
    cause: 'allow-origin-missing',
    scope: 'request',
    extent: 'full',
  },
  {
    kind: 'mismatch',
    broken: 'other-origin',
    calls: [{ path: '/api/items' }],
    cause: { django: 'middleware-origin-refused', flask: 'allow-origin-missing', express: 'allow-origin-mismatch' },
    scope: 'request',
    extent: 'change',
  },
  {
    kind: 'mismatch',
    broken: 'hand-written',
    calls: [{ path: '/api/items' }],
    cause: 'allow-origin-mismatch',
    scope: 'request',
    extent: 'full',
    stacks: ['django', 'flask'],
  },
  {
    kind: 'wildcard-credentials',
    broken: 'wildcard',
    calls: [{ path: '/api/items', init: INCLUDE }],
    cause: 'allow-origin-wildcard-with-credentials',
    scope: 'request',
    extent: 'change',
  },
  {
    kind: 'credentials-missing',
    broken: 'no-credentials',
    calls: [{ path: '/api/items', init: INCLUDE }],
    cause: 'allow-credentials-missing',
    scope: 'request',
    extent: 'change',
  },
  {
    kind: 'method',
    broken: 'few-methods',
    calls: [{ path: '/api/items/1', init: { method: 'PATCH' } }],
    cause: 'method-unlisted',
    scope: 'request',
    extent: 'change',
  },
  {
    kind: 'header',
    broken: 'few-headers',
    calls: [{ path: '/api/items', init: { headers: { 'X-Page': '1' } } }],
    cause: 'header-unlisted',
    scope: 'request',
    extent: 'change',
  },
  {
    kind: 'authorization',
    broken: 'star-headers',
    calls: [{ path: '/api/private', init: { ...INCLUDE, headers: AUTHORIZED } }],
    cause: 'authorization-unlisted',
    scope: 'request',
    extent: 'change',
  },
  {
    kind: 'preflight-401',
    broken: 'auth-first',
    calls: [{ path: '/api/private', init: { headers: AUTHORIZED } }],
    cause: 'preflight-auth-refused',
    scope: 'request',
    extent: { django: 'change', flask: 'change', express: 'full' },
  },
  {
    kind: 'preflight-redirect',
    broken: 'redirecting',
    calls: [{ path: '/api/slash', init: { headers: { 'X-Page': '1' } } }],
    cause: 'preflight-slash-redirected',
    scope: 'request',
    extent: 'url',
    shown: '/api/slash/',
    stacks: ['django', 'flask'],
  },
  {
    kind: 'preflight-redirect',
    broken: 'redirecting',
    calls: [{ path: '/api/private', init: { headers: AUTHORIZED } }],
    cause: 'preflight-login-redirected',
    scope: 'request',
    extent: 'full',
    stacks: ['express'],
    // The login page.
    withoutLogin: 200,
  },
  {
    kind: 'preflight-redirect',
    broken: 'https-redirecting',
    calls: [{ path: '/api/items', init: { headers: { 'X-Page': '1' } } }],
    cause: 'preflight-https-redirected',
    scope: 'request',
    extent: 'url',
    shown: '/api/items',
    at: 'behind-tls',
  },
  {
    kind: 'errors',
    broken: 'bare-errors',
    calls: [{ path: '/api/private', status: 401 }],
    cause: 'error-response-hidden',
    scope: 'request',
    extent: 'full',
  },
  {
    kind: 'exposed-header',
    broken: 'unexposed',
    calls: [{ path: '/api/items', readsTotal: true }],
    cause: null,
    scope: 'request',
    extent: 'change',
  },
  {
    kind: 'cookies-cross-site',
    broken: 'bare',
    calls: [
      { path: '/login', init: INCLUDE, ...SIMPLE },
      { path: '/api/session', init: INCLUDE, ...SIMPLE },
      { path: '/api/profile', init: withSession({ method: 'PATCH', ...JSON_BODY }) },
    ],
    cause: UNROUTED,
    scope: 'page',
    extent: 'full',
    at: 'across-sites',
  },
  {
    kind: 'whole-page',
    broken: 'bare',
    calls: [
      { path: '/login', init: INCLUDE, ...SIMPLE },
      { path: '/api/session', init: INCLUDE, ...SIMPLE },
      { path: '/api/items', ...SIMPLE },
      { path: '/api/items', init: { method: 'HEAD' }, ...SIMPLE },
      { path: '/api/items', init: { headers: { 'X-Page': '1' } } },
      { path: '/api/items', init: { headers: { 'X-Client': 'web', 'X-Trace-Id': '7' } } },
      { path: '/api/items', init: { headers: { 'If-None-Match': '"1"' } } },
      { path: '/api/items', init: { method: 'POST', body: 'text' }, ...SIMPLE },
      { path: '/api/items', init: { method: 'POST', ...JSON_BODY } },
      { path: '/api/items/1', init: { method: 'PUT', ...JSON_BODY } },
      { path: '/api/items/1', init: { method: 'PATCH', headers: AUTHORIZED } },
      { path: '/api/items/1', init: { method: 'DELETE' } },
      { path: '/api/private', init: { headers: AUTHORIZED }, cause: PRIVATE },
      { path: '/api/profile', init: withSession({ method: 'PATCH', ...JSON_BODY }) },
    ],
    cause: UNROUTED,
    scope: 'page',
    extent: 'full',
  },
];

/** The scenarios of one stack, and the kinds that they amount to. */
export function scenariosOf(stack: StackId): readonly Scenario[] {
  return SCENARIOS.filter(({ stacks = MAIN }) => stacks.includes(stack));
}

export function kindsOf(stack: StackId): readonly Kind[] {
  return [...new Set(scenariosOf(stack).map(({ kind }) => kind))];
}
