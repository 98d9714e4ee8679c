import { spawnSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DETOUR_IDS,
  type Detour,
  type DetourNeed,
  type DetourSnippet,
} from '../../../../src/analyzer/fixes/detours/detour.ts';
import { DETOURS, detourById } from '../../../../src/analyzer/fixes/detours/index.ts';
import { plainText } from '../../../../src/analyzer/rules/prose.ts';
import { HOSTILE } from '../hostile.ts';

const NEED: DetourNeed = {
  server: 'https://api.example.com',
  paths: ['/', '/v1/users'],
  methods: ['GET', 'POST'],
  requestHeaders: ['authorization', 'content-type', 'x-client'],
  exposeHeaders: ['x-total'],
  credentials: false,
  pageOrigin: 'http://localhost:5173',
};

const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 30 }));
const need: fc.Arbitrary<DetourNeed> = fc.record({
  server: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'https://api.example.com',
        'http://[::1]:8000',
        'http://web_app:81',
        'https://münchen.example',
      ),
    },
    { weight: 1, arbitrary: text },
    { weight: 1, arbitrary: text.map((host) => `https://${host}`) },
  ),
  paths: fc.array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('/', '/v1/users', "/it's", '/a$b', '/a(b)*:c+', '/%27', '/a//b', '/../x', '/a<b>'),
      },
      { weight: 1, arbitrary: text.map((rest) => `/${rest}`) },
    ),
    { maxLength: 4 },
  ),
  methods: fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom('GET', 'POST', 'PROPFIND') }, text), {
    maxLength: 3,
  }),
  requestHeaders: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('x-a', 'authorization', "x'a", 'cookie', 'host', 'Origin') },
      text,
    ),
    { maxLength: 3 },
  ),
  exposeHeaders: fc.array(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom('x-total', 'Set-Cookie', 'location', 'etag') }, text),
    { maxLength: 3 },
  ),
  credentials: fc.boolean(),
  pageOrigin: fc.oneof(fc.constant('http://localhost:5173'), text),
});
const NEEDS = fc.sample(need, { numRuns: 2000, seed: 7 });

function snippetOf(detour: Detour, change: Partial<DetourNeed> = {}): DetourSnippet {
  const rendered = detour.render({ ...NEED, ...change });
  if ('refused' in rendered) throw new Error(plainText(rendered.refused));
  return rendered;
}

function notesOf(detour: Detour, change: Partial<DetourNeed> = {}): string {
  return snippetOf(detour, change).notes.map(plainText).join('\n');
}

const RELAYS = DETOURS.filter(({ kind }) => kind === 'relay');
const PROXIES = DETOURS.filter(({ kind }) => kind === 'dev-proxy');

it('offers every detour once, in the order of their ids', () => {
  expect(DETOURS.map(({ id }) => id)).toEqual(DETOUR_IDS);
});

describe.each(DETOURS)('$id', (detour) => {
  it.each([
    'null',
    '',
    'file:///etc/passwd',
    'ftp://a.example',
    "https://a.example'",
    'javascript:alert(1)',
    'api.example',
  ])('refuses the server %j', (server) => {
    expect(detour.render({ ...NEED, server })).toHaveProperty('refused');
  });

  it('says what the page calls instead of the server', () => {
    expect(snippetOf(detour).calls).toContainEqual({
      from: 'https://api.example.com/v1/users',
      to: '/via/api.example.com/v1/users',
    });
  });

  it.each([
    ['http://[::1]:8000', '/via/1-8000/a'],
    ['http://web_app:81', '/via/web-app-81/a'],
    ['https://münchen.example', '/via/xn--mnchen-3ya.example/a'],
    ['https://_', '/via/server/a'],
  ])('makes a path segment of %s that means nothing else', (server, to) => {
    expect(snippetOf(detour, { server, paths: ['/a'] }).calls.map((call) => call.to)).toEqual([to]);
  });

  it('writes nothing but printable ASCII, whatever the page asked for', () => {
    for (const wanted of NEEDS) {
      const rendered = detour.render(wanted);
      if (!('refused' in rendered)) expect(rendered.code).toMatch(/^[\x20-\x7e\n]*$/);
    }
  });

  it('is complete: nothing is left to fill in, and nothing switches a protection off', () => {
    const { code } = snippetOf(detour);
    expect(code).not.toMatch(/<\w+>|TODO|…|secure: *false|rejectUnauthorized|verify|csrf_exempt|no-cors|removeHeader/i);
  });
});

describe.each(PROXIES)('$id', (detour) => {
  it('says that it is for development only', () => {
    expect(notesOf(detour)).toMatch(/production/);
  });

  it('notes the cookies and the origin only where they matter', () => {
    expect(notesOf(detour, { credentials: true })).toMatch(/log in once/);
    expect(notesOf(detour)).not.toMatch(/log in once/);
    expect(notesOf(detour)).toMatch(/Origin/);
    expect(notesOf(detour, { methods: ['GET'] })).not.toMatch(/Origin:/);
  });

  it('evaluates to exactly the way to the server', () => {
    let rendered = 0;
    for (const wanted of NEEDS) {
      const snippet = detour.render(wanted);
      if ('refused' in snippet) continue;
      rendered += 1;
      const { origin, host } = new URL(wanted.server);
      const way = wayOf(detour, snippet.code);
      expect(way.target).toBe(origin);
      expect(way.prefix).toMatch(/^\/via\/[a-z0-9.-]+\/$/);
      if (host === 'api.example.com') expect(way.prefix).toBe('/via/api.example.com/');
    }
    expect(rendered).toBeGreaterThan(500);
  });
});

describe.each(RELAYS)('$id', (detour) => {
  it.each(['CONNECT', 'TRACE', 'OPTIONS', 'get', '*', '', "GET'"])('refuses the method %j', (method) => {
    expect(detour.render({ ...NEED, methods: [method] })).toHaveProperty('refused');
  });

  it('leaves out the paths that cannot be compared as they are, and refuses when none is left', () => {
    const { calls } = snippetOf(detour, { paths: ['/ok', '/a%2e%2e/b', '/a/../b', '/a//b', '/<x>', '/a\nb'] });
    expect(calls.map(({ from }) => from)).toEqual(['https://api.example.com/ok']);
    expect(detour.render({ ...NEED, paths: ['/%41'] })).toHaveProperty('refused');
  });

  it('passes on no cookie, no header of the connection, and Authorization only where it was seen', () => {
    const hostile = [
      'cookie',
      'Cookie2',
      'host',
      'origin',
      'x-forwarded-for',
      'transfer-encoding',
      'x-http-method-override',
    ];
    const { code } = snippetOf(detour, { requestHeaders: [...hostile, 'x-client'] });
    expect(code).toMatch(/['"]x-client['"]/);
    for (const name of hostile) expect(code).not.toMatch(new RegExp(`['"]${name}['"]`, 'i'));
    expect(code).not.toMatch(/authorization/i);
    expect(snippetOf(detour).code).toMatch(/['"]authorization['"]/);
  });

  it('passes back nothing that would act in the name of the page’s own origin', () => {
    const hostile = [
      'set-cookie',
      'Location',
      'content-security-policy',
      'clear-site-data',
      'access-control-allow-origin',
    ];
    const { code } = snippetOf(detour, { exposeHeaders: [...hostile, 'etag'] });
    expect(code).toMatch(/['"]etag['"]/);
    for (const name of hostile) expect(code).not.toMatch(new RegExp(`['"]${name}['"]`));
  });

  it('limits time and size, and follows no redirect', () => {
    const { code } = snippetOf(detour);
    expect(code).toMatch(/timeout\(10000\)|timeout=10\b/);
    expect(code).toContain('5000000');
    expect(code).toMatch(/redirect: 'manual'|KeepRedirects/);
    expect(code).toMatch(/Content-Security-Policy/);
  });

  it.each([
    ['a key of the page', /environment/, {}, { requestHeaders: ['x-client'] }],
    ['cookies', /Cookies are not passed on/, { credentials: true }, {}],
    ['paths that are left out', /left out: 1 of/, { paths: ['/a', '/%41'] }, {}],
    ['an unencrypted way', /not encrypted/, { server: 'http://api.example.com' }, { server: 'http://localhost:8000' }],
  ])('notes %s only where it is true', (_what, note, holds, doesNotHold) => {
    expect(notesOf(detour, holds)).toMatch(note);
    expect(notesOf(detour, doesNotHold)).not.toMatch(note);
  });
});

describe('what a relay evaluates to', () => {
  it('is exactly the allowed paths, methods and headers in JavaScript', () => {
    let rendered = 0;
    for (const wanted of NEEDS) {
      const snippet = detourById('relay-express').render(wanted);
      if ('refused' in snippet) continue;
      rendered += 1;
      const lists = [...snippet.code.matchAll(/= (?:new Set\()?(\[(?:\n|.)*?\])\)?;/g)].map(([, list = '']) =>
        runInNewContext(list),
      );
      expect(JSON.stringify(lists.slice(0, 2))).toBe(JSON.stringify([pathsOf(snippet, wanted), wanted.methods]));
      expect(() => runInNewContext(snippet.code, { app: { use: () => undefined } })).not.toThrow();
    }
    expect(rendered).toBeGreaterThan(50);
  });

  it.for(['relay-django', 'relay-flask'] as const)(
    'is exactly the allowed paths and methods in Python: %s',
    (id, { skip }) => {
      const wanted = NEEDS.flatMap((one) => {
        const snippet = detourById(id).render(one);
        return 'refused' in snippet ? [] : [{ snippet, one }];
      });
      const routes = routedByPython(wanted.map(({ snippet }) => snippet.code));
      if (routes === undefined) return skip('there is no python3 on this machine');
      wanted.forEach(({ snippet, one }, index) => {
        expect(routes[index]).toEqual({ routes: snippet.calls.map(({ to }) => to), methods: one.methods });
      });
      expect(wanted.length).toBeGreaterThan(50);
    },
  );
});

function pathsOf({ calls }: DetourSnippet, { server }: DetourNeed): readonly string[] {
  return calls.map(({ from }) => from.slice(new URL(server).origin.length));
}

interface ProxyEntry {
  readonly target: string;
  readonly changeOrigin: boolean;
}

/** Runs the pasted fragment inside an object, as its placement says. */
function wayOf({ id }: Detour, code: string): { readonly prefix: string; readonly target: string } {
  const config = runInNewContext(`({ ${code} })`, { process: { env: { NODE_ENV: 'development' } } });
  if (id === 'vite') {
    const [[prefix, entry]] = Object.entries<ProxyEntry>(config.server.proxy) as [[string, ProxyEntry]];
    return { prefix, target: entry.target };
  }
  if (id === 'webpack-dev-server') {
    const [entry] = config.devServer.proxy;
    return { prefix: entry.context[0], target: entry.target };
  }
  const [, source = '', destination = ''] = /source: '(.*?)', destination: '(.*?)'/.exec(code) ?? [];
  const star = ':path*';
  expect([source.endsWith(star), destination.endsWith(`/${star}`)]).toEqual([true, true]);
  return { prefix: source.slice(0, -star.length), target: destination.slice(0, -star.length - 1) };
}

interface Routed {
  readonly routes: readonly string[];
  readonly methods: readonly string[];
}

/** Runs every snippet with stand-ins for the frameworks, in one process. Undefined without Python, which CI must have. */
function routedByPython(snippets: readonly string[]): readonly Routed[] | undefined {
  const { error, stdout, stderr } = spawnSync('python3', ['-c', PYTHON], {
    input: JSON.stringify(snippets),
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  });
  const { CI } = process.env;
  if (error && CI !== 'true') return undefined;
  if (error) throw error;
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const PYTHON = `
import json, sys, types

def module(name, **members):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(members)

seen = []
methods_seen = []
def once(methods):
    methods_seen.append(methods)
    return lambda view: view

module("django")
module("django.http", HttpResponse=object)
module("django.urls", path=lambda route, view: "/" + route)
module("django.views")
module("django.views.decorators")
module("django.views.decorators.http", require_http_methods=once)
module("flask", Response=object, abort=None, request=None)

class App:
    def add_url_rule(self, rule, view_func, methods):
        seen.append(rule)
        methods_seen.append(methods)

results = []
for code in json.load(sys.stdin):
    seen.clear()
    methods_seen.clear()
    scope = {"app": App(), "urlpatterns": []}
    exec(code, scope)
    results.append({"routes": scope["urlpatterns"] or list(seen), "methods": methods_seen[0]})
print(json.dumps(results))
`;
