import { spawnSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../../src/analyzer/fixes/policy-type.ts';
import { STACKS, stackById } from '../../../../src/analyzer/fixes/stacks/index.ts';
import type { Snippet, Stack } from '../../../../src/analyzer/fixes/stacks/stack.ts';
import { plainText } from '../../../../src/analyzer/rules/prose.ts';
import type { StackId } from '../../../../src/analyzer/server/server-guess.ts';
import { HOSTILE } from '../hostile.ts';

const POLICY: Policy = {
  server: 'http://localhost:8000',
  origins: ['https://app.example.com'],
  methods: ['GET', 'PATCH'],
  requestHeaders: ['authorization', 'content-type'],
  exposeHeaders: ['x-total'],
  credentials: true,
  maxAge: 600,
  paths: ['/api/items'],
};
/** Servers without a list of header names: what is not written there is not sent. */
const WRITES_EACH_HEADER: ReadonlySet<StackId> = new Set(['nginx', 'apache', 'caddy']);
/** One command, without anything of the policy in it. */
const INSTALL =
  /^(?:(?:python -m pip|npm) install [\w">=.@/-]+|go get [\w./]+|bundle add [\w-]+|sudo a2enmod [a-z ]+)$/;
const NO_CONTEXT = { crossSiteCookies: false, unsafeMethodsWithCredentials: false };
const CONTEXTS = [
  NO_CONTEXT,
  { crossSiteCookies: true, unsafeMethodsWithCredentials: false },
  { crossSiteCookies: true, unsafeMethodsWithCredentials: true },
];

/** Values as a page could bring them about: mostly plausible, sometimes hostile. */
const text = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
);
const origin = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'http://localhost:3000',
      'https://app.example.com',
      'http://[::1]:3000',
      'http://web_app',
    ),
  },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: text.map((host) => `https://${host}`) },
);
const token = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('x-a', 'authorization', 'content-type', "x'a", 'x`a', 'x$a', 'x^a', 'x|a') },
  { weight: 1, arbitrary: text },
);
const method = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('GET', 'PATCH', 'patch', 'PROPFIND', "G'ET") },
  { weight: 1, arbitrary: text },
);
const path = fc.oneof(
  fc.constantFrom('/', '/api/items', "/it's/x", '/a$b/c', '/%27/x'),
  text.map((rest) => `/${rest}/x`),
);
const policy: fc.Arbitrary<Policy> = fc.record({
  server: fc.constant('http://localhost:8000'),
  origins: fc.array(origin, { maxLength: 3 }),
  methods: fc.array(method, { maxLength: 3 }),
  requestHeaders: fc.array(token, { maxLength: 4 }),
  exposeHeaders: fc.array(token, { maxLength: 2 }),
  credentials: fc.boolean(),
  maxAge: fc.constantFrom(0, 600, 86400),
  paths: fc.array(path, { maxLength: 3 }),
});
const context = fc.constantFrom(...CONTEXTS);

function snippetOf(stack: Stack, wanted: Policy, ctx = NO_CONTEXT): Snippet {
  const rendered = stack.render(wanted, ctx);
  if ('refused' in rendered) throw new Error(plainText(rendered.refused));
  return rendered;
}

describe.each(STACKS)('$id', (stack) => {
  it('never writes an option that allows more than the policy names', () => {
    const forbidden = [
      // In PHP the arrow belongs to every array.
      stack.language === 'php' ? /\bfn\b/ : /=>/,
      /ALLOW_ALL/,
      /origin: *true/,
      /['"]\*['"]/,
      /origin.*['"]null['"]/i,
      /origin.*\*/i,
      /lambda|function\b/,
      /csrf_exempt|no-cors/,
    ];
    fc.assert(
      fc.property(policy, context, (wanted, ctx) => {
        const rendered = stack.render(wanted, ctx);
        if ('refused' in rendered) return;
        for (const pattern of forbidden) expect(rendered.code).not.toMatch(pattern);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'null',
    '*',
    'file:///home/me/a.html',
    'chrome-extension://abcdefgh',
    'https://*.example.com',
    "https://a.example'",
    'app.example.com',
  ])('refuses the origin %s', (value) => {
    expect(stack.render({ ...POLICY, origins: ['https://app.example.com', value] }, NO_CONTEXT)).toHaveProperty(
      'refused',
    );
  });

  it.each(['*', '', 'GET, PUT', "GET'\n", 'GÉT'])('refuses the method %j', (value) => {
    expect(stack.render({ ...POLICY, methods: [value] }, NO_CONTEXT)).toHaveProperty('refused');
  });

  it.each(['*', '', 'x a', 'x-a\r\nx-b', '"', 'x\u202e'])('refuses the header name %j', (value) => {
    expect(stack.render({ ...POLICY, requestHeaders: [value] }, NO_CONTEXT)).toHaveProperty('refused');
    expect(stack.render({ ...POLICY, exposeHeaders: [value] }, NO_CONTEXT)).toHaveProperty('refused');
  });

  it('refuses a policy without an origin, and says why', () => {
    const rendered = stack.render({ ...POLICY, origins: [] }, NO_CONTEXT);
    expect('refused' in rendered && plainText(rendered.refused)).toContain('null');
  });

  it('writes origins as browsers send them', () => {
    const { code } = snippetOf(stack, { ...POLICY, origins: ['HTTPS://App.Example.com:443'] });
    expect(code).toContain('https://app.example.com');
    expect(code).not.toMatch(/443|App/);
  });

  it('switches credentials on only if the policy does', () => {
    const switchedOn = /credential(?:s|ed)\b\W*(?:true|always)|csrf|samesite/i;
    expect(snippetOf(stack, POLICY).code).toMatch(switchedOn);
    expect(snippetOf(stack, { ...POLICY, credentials: false }, CONTEXTS[2]).code).not.toMatch(switchedOn);
  });

  it('lists no header at all rather than leaving the library to reflect what is asked', () => {
    const { code } = snippetOf(stack, { ...POLICY, requestHeaders: [] });
    if (WRITES_EACH_HEADER.has(stack.id)) expect(code).not.toMatch(/allow-headers/i);
    else expect(code).toMatch(/headers\W{1,8}(?:\[\]|\[\]string\{(?:"accept")?\}|List\.of\(\))/i);
  });

  it('is complete: nothing is left to fill in', () => {
    const { code, install } = snippetOf(stack, POLICY, CONTEXTS[2]);
    expect(code).not.toMatch(/<\w+>|TODO|\.\.\.|…|example\.(?!com)/);
    if (install !== null) expect(install).toMatch(INSTALL);
  });

  it('warns of forged requests where it makes cookies cross sites', () => {
    const notes = snippetOf(stack, POLICY, CONTEXTS[2]).notes.map(plainText).join('\n');
    expect(notes).toMatch(/SameSite=None; Secure/);
    expect(notes).toMatch(/CSRF token/);
  });

  it.each([
    [
      'a developer’s machine',
      /own machine/,
      { origins: ['http://localhost:3000'] },
      { origins: ['https://app.example.com'] },
    ],
    [
      'an unencrypted page with cookies',
      /not encrypted/,
      { origins: ['http://app.example.com'] },
      { origins: ['http://localhost:3000'] },
    ],
    ['different sites', /SameSite/, { credentials: true }, { credentials: false }],
    ['one path', /\/api\//, { paths: ['/api/a', '/api/b/c'] }, { paths: ['/api/a', '/login'] }],
    ['a path that cannot be printed safely', /\/api\//, { paths: ['/api/a'] }, { paths: ["/a'pi/x"] }],
  ])('notes %s only where it is true', (_what, note, holds, doesNotHold) => {
    // A stack may refuse what others only warn of.
    const notesOf = (change: Partial<Policy>) => {
      const rendered = stack.render({ ...POLICY, ...change }, CONTEXTS[1] ?? NO_CONTEXT);
      return ('refused' in rendered ? [rendered.refused] : rendered.notes).map(plainText).join('\n');
    };
    expect(notesOf(holds)).toMatch(note);
    expect(notesOf(doesNotHold)).not.toMatch(note);
  });
});

describe('what a snippet evaluates to', () => {
  const policies = fc.sample(policy, { numRuns: 1500, seed: 5 });

  it('is exactly the policy in JavaScript', () => {
    let rendered = 0;
    for (const wanted of policies) {
      const snippet = stackById('express').render(wanted, NO_CONTEXT);
      if ('refused' in snippet) continue;
      rendered += 1;
      expect(optionsOf(snippet.code)).toEqual({
        origin: serialised(wanted.origins),
        methods: wanted.methods,
        allowedHeaders: wanted.requestHeaders,
        ...(wanted.exposeHeaders.length > 0 ? { exposedHeaders: wanted.exposeHeaders } : {}),
        ...(wanted.credentials ? { credentials: true } : {}),
        maxAge: wanted.maxAge,
      });
    }
    expect(rendered).toBeGreaterThan(20);
  });

  it('is exactly the policy in Python', ({ skip }) => {
    const wanted = policies.flatMap((one) => {
      const inDjango = stackById('django').render(one, NO_CONTEXT);
      const inFlask = stackById('flask').render(one, NO_CONTEXT);
      return 'refused' in inDjango
        ? []
        : [{ one, django: inDjango.code, flask: 'refused' in inFlask ? null : inFlask.code }];
    });
    const results = evaluatedByPython(wanted);
    if (results === undefined) return skip('there is no python3 on this machine');
    wanted.forEach(({ one }, index) => {
      const values = [
        serialised(one.origins),
        one.methods,
        one.requestHeaders,
        one.exposeHeaders,
        one.credentials,
        one.maxAge,
      ];
      expect(results[index]?.django).toEqual(values);
      if (results[index]?.flask) expect(results[index].flask).toEqual(values);
    });
    expect(results.filter(({ flask }) => flask !== null).length).toBeGreaterThan(20);
  });
});

describe('Flask', () => {
  it.each(['patch', 'Get'])('refuses the method %s, which flask-cors would change', (value) => {
    expect(stackById('flask').render({ ...POLICY, methods: [value] }, NO_CONTEXT)).toHaveProperty('refused');
  });

  it.each(['x$a', 'x^a', 'x*a'])('refuses the header %s, which flask-cors would read as a pattern', (value) => {
    expect(stackById('flask').render({ ...POLICY, requestHeaders: [value] }, NO_CONTEXT)).toHaveProperty('refused');
  });
});

function serialised(origins: readonly string[]): readonly string[] {
  return [...new Set(origins.map((value) => new URL(value).origin))];
}

/** The options that the pasted code gives to the cors package. */
function optionsOf(code: string): unknown {
  const given: unknown[] = [];
  runInNewContext(code, { require: () => (options: unknown) => given.push(options), app: { use: () => undefined } });
  return JSON.parse(JSON.stringify(given[0]));
}

interface Evaluated {
  readonly django: unknown;
  readonly flask: unknown;
}

/** Runs every snippet with stand-ins for the frameworks, all in one process. Undefined without Python, which CI must have. */
function evaluatedByPython(
  snippets: readonly { django: string; flask: string | null }[],
): readonly Evaluated[] | undefined {
  const { error, stdout, stderr } = spawnSync('python3', ['-c', PYTHON], {
    input: JSON.stringify(snippets),
    encoding: 'utf8',
  });
  const { CI } = process.env;
  if (error && CI !== 'true') return undefined;
  if (error) throw error;
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const PYTHON = `
import json, re, sys, types

def django(code):
    settings = {"INSTALLED_APPS": ["a"], "MIDDLEWARE": ["b"]}
    exec(code, settings)
    assert settings["INSTALLED_APPS"] == ["a", "corsheaders"]
    assert settings["MIDDLEWARE"] == ["corsheaders.middleware.CorsMiddleware", "b"]
    once = dict(settings)
    exec(code, settings)
    assert settings["MIDDLEWARE"] == once["MIDDLEWARE"] and settings["INSTALLED_APPS"] == once["INSTALLED_APPS"]
    return [settings["CORS_ALLOWED_ORIGINS"], settings["CORS_ALLOW_METHODS"], settings["CORS_ALLOW_HEADERS"],
            settings.get("CORS_EXPOSE_HEADERS", []), settings.get("CORS_ALLOW_CREDENTIALS", False), settings["CORS_PREFLIGHT_MAX_AGE"]]

def flask(code):
    given = []
    module = types.ModuleType("flask_cors")
    module.CORS = lambda app, **options: given.append(options)
    sys.modules["flask_cors"] = module
    app = types.SimpleNamespace(after_request=lambda hook: hook)
    exec(code, {"app": app})
    [options] = given
    plain = lambda origin: re.sub(r"\\\\(.)", r"\\1", origin[1:-1]) if origin.startswith("^") else origin
    assert options["always_send"] is False
    return [[plain(o) for o in options["origins"]], options["methods"], options["allow_headers"],
            options.get("expose_headers", []), options.get("supports_credentials", False), options["max_age"]]

print(json.dumps([
    {"django": django(s["django"]), "flask": None if s["flask"] is None else flask(s["flask"])} for s in json.load(sys.stdin)
]))
`;
