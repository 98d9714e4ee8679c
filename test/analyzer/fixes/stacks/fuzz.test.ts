import { spawnSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../../src/analyzer/fixes/policy-type.ts';
import { STACKS, stackById } from '../../../../src/analyzer/fixes/stacks/index.ts';
import type { Snippet, SnippetContext, Stack } from '../../../../src/analyzer/fixes/stacks/stack.ts';
import { plainText } from '../../../../src/analyzer/rules/prose.ts';
import { punctuationOf } from './escapes.ts';
import { anyContext, anyPolicy, changesFor, NO_CONTEXT } from './policies.ts';

/** Policies a stack: `npm run nightly` asks for many more, with another seed every time. */
const { WHYCORS_FUZZ_RUNS = '2000', WHYCORS_FUZZ_SEED = '5' } = process.env;
const numRuns = Number(WHYCORS_FUZZ_RUNS);
const seed = Number(WHYCORS_FUZZ_SEED);
/** One policy takes a few milliseconds; the machine may be busy with twenty other things. */
const timeout = 60_000 + numRuns * 60;

/** The policy with a plain word in place of every name: a snippet for it differs in nothing but the values. */
function plainTwin(policy: Policy): Policy {
  const twin = (names: readonly string[], prefix: string) => names.map((_name, index) => `${prefix}${index}`);
  return {
    ...policy,
    methods: twin(policy.methods, 'M'),
    requestHeaders: twin(policy.requestHeaders, 'x-r'),
    exposeHeaders: twin(policy.exposeHeaders, 'x-e'),
  };
}

function snippetsOf(stack: Stack, policy: Policy, context: SnippetContext): readonly (Snippet | undefined)[] {
  const versions = stack.versions?.map(({ id }) => id) ?? [undefined];
  return versions.flatMap((version) => {
    const results = [
      stack.render(policy, context, version),
      stack.renderChange?.(changesFor(policy), policy, context, version),
    ];
    return results.map((result) => {
      if (result === undefined || !('refused' in result)) return result;
      expect(plainText(result.refused).length).toBeGreaterThan(20);
      return undefined;
    });
  });
}

describe.each(STACKS)('$id', (stack) => {
  it(
    'lets no value out of its place in the code, whatever pages and servers put into it',
    () => {
      let rendered = 0;
      fc.assert(
        fc.property(anyPolicy, anyContext, (policy, context) => {
          const twins = snippetsOf(stack, plainTwin(policy), context);
          snippetsOf(stack, policy, context).forEach((snippet, index) => {
            const twin = twins[index];
            if (!snippet || !twin) return;
            rendered += 1;
            const { code, language } = snippet;
            if (!/^[\x20-\x7e\n\t]*$/.test(code)) throw new Error(`more than printable ASCII: ${JSON.stringify(code)}`);
            const [seen, plain] = [punctuationOf(code, language), punctuationOf(twin.code, language)];
            if (seen !== plain) throw new Error(`${seen}\nand not\n${plain}\nin\n${code}`);
          });
        }),
        { numRuns, seed },
      );
      expect(rendered).toBeGreaterThan(numRuns / 20);
    },
    timeout,
  );
});

describe('a value that gets out of its place', () => {
  it.each([
    ['python', 'a = "x\\"y"', 'a = "x"y"'],
    ['javascript', "a('x\\'y', \"'\")", "a('x'y', \"'\")"],
    ['go', '[]string{"x`y"}', '[]string{"x", `y`}'],
    ['nginx', 'add_header A "x$y";', 'add_header A x$y;'],
    ['caddyfile', 'header A "{x}"', 'header A {x}'],
  ] as const)('is noticed in %s', (language, right, wrong) => {
    expect(punctuationOf(wrong, language)).not.toBe(punctuationOf(right, language));
    expect(punctuationOf(right.replace('x', 'plain'), language)).toBe(punctuationOf(right, language));
  });
});

describe('what a snippet evaluates to', () => {
  const policies = fc.sample(anyPolicy, { numRuns, seed });

  it(
    'is exactly the policy in JavaScript, whole and change-only',
    () => {
      let rendered = 0;
      for (const wanted of policies) {
        const stack = stackById('express');
        const whole = stack.render(wanted, NO_CONTEXT);
        if ('refused' in whole) continue;
        rendered += 1;
        const lists = {
          origin: serialised(wanted.origins),
          methods: wanted.methods,
          allowedHeaders: wanted.requestHeaders,
          ...(wanted.exposeHeaders.length > 0 ? { exposedHeaders: wanted.exposeHeaders } : {}),
          ...(wanted.credentials ? { credentials: true } : {}),
        };
        expect(optionsOf(whole.code)).toEqual({ ...lists, maxAge: wanted.maxAge });
        const change = stack.renderChange?.(changesFor(wanted), wanted, NO_CONTEXT);
        if (!change || 'refused' in change) throw new Error('refused change-only, and not whole');
        const changed = JSON.parse(JSON.stringify(runInNewContext(`({${change.code}})`)));
        expect(sortedLists({ allowedHeaders: [], ...changed })).toEqual(sortedLists(lists));
      }
      expect(rendered).toBeGreaterThan(numRuns / 20);
    },
    timeout,
  );

  it(
    'is exactly the policy in Python, whole and change-only, in every version',
    ({ skip }) => {
      let rendered = 0;
      for (let from = 0; from < policies.length; from += 5000) {
        const asked = policies.slice(from, from + 5000).flatMap(inPython);
        const results = evaluatedByPython(asked);
        if (results === undefined) return skip('there is no python3 on this machine');
        rendered += asked.length;
        asked.forEach(({ policy, kind }, index) => {
          const { origins, methods, requestHeaders, exposeHeaders, credentials, maxAge } = policy;
          const lists = [serialised(origins), methods, requestHeaders, exposeHeaders].map(unique);
          const age = kind.endsWith('change') ? null : maxAge;
          expect(results[index], JSON.stringify(asked[index])).toEqual([...lists, credentials, age]);
        });
      }
      expect(rendered).toBeGreaterThan(numRuns / 20);
    },
    timeout,
  );
});

function sortedLists(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? unique(value) : value]),
  );
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

function serialised(origins: readonly string[]): readonly string[] {
  return [...new Set(origins.map((value) => new URL(value).origin))];
}

/** The options that the pasted code gives to the cors package. */
function optionsOf(code: string): unknown {
  const given: unknown[] = [];
  runInNewContext(code, { require: () => (options: unknown) => given.push(options), app: { use: () => undefined } });
  return JSON.parse(JSON.stringify(given[0]));
}

interface Asked {
  readonly policy: Policy;
  readonly kind: string;
  readonly code: string;
}

/** Every snippet of the Python stacks that is not refused. */
function inPython(policy: Policy): readonly Asked[] {
  return (['django', 'flask'] as const).flatMap((id) => {
    const stack = stackById(id);
    return (stack.versions ?? []).flatMap((version) => {
      const whole = stack.render(policy, NO_CONTEXT, version.id);
      const change = stack.renderChange?.(changesFor(policy), policy, NO_CONTEXT, version.id);
      const asked = [
        { kind: `${id} whole`, snippet: whole },
        { kind: `${id} change`, snippet: change },
      ];
      return asked.flatMap(({ kind, snippet }) =>
        !snippet || 'refused' in snippet ? [] : [{ policy, kind, code: snippet.code }],
      );
    });
  });
}

/** Runs the snippets with stand-ins for the frameworks, all in one process. Undefined without Python, which CI must have. */
function evaluatedByPython(asked: readonly Asked[]): readonly unknown[] | undefined {
  const { error, stdout, stderr } = spawnSync('python3', ['-c', PYTHON], {
    input: JSON.stringify(asked.map(({ kind, code }) => ({ kind, code }))),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const { CI } = process.env;
  if (error && CI !== 'true') return undefined;
  if (error) throw error;
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const PYTHON = `
import json, re, sys, types

defaults = types.ModuleType("corsheaders.defaults")
defaults.default_methods = ["D"]
defaults.default_headers = ["d"]
sys.modules["corsheaders"] = types.ModuleType("corsheaders")
sys.modules["corsheaders.defaults"] = defaults

given = []
flask_cors = types.ModuleType("flask_cors")
flask_cors.CORS = lambda app, **options: given.append(options)
sys.modules["flask_cors"] = flask_cors

LISTS = ["CORS_ALLOWED_ORIGINS", "CORS_ALLOW_METHODS", "CORS_ALLOW_HEADERS", "CORS_EXPOSE_HEADERS"]

def unique(*lists):
    return [sorted(set(names)) for names in lists]

def django_whole(code):
    settings = {"INSTALLED_APPS": ("a",), "MIDDLEWARE": ("b", "corsheaders.middleware.CorsMiddleware")}
    for _ in range(2):
        exec(code, settings)
        assert list(settings["INSTALLED_APPS"]) == ["a", "corsheaders"]
        assert settings["MIDDLEWARE"] == ["corsheaders.middleware.CorsMiddleware", "b"]
    return unique(*(settings.get(name, []) for name in LISTS)) + [
        settings.get("CORS_ALLOW_CREDENTIALS", False), settings["CORS_PREFLIGHT_MAX_AGE"]]

def django_change(code):
    bare = {}
    exec(code, bare)
    assert [n for n in bare.get("CORS_ALLOW_METHODS", ["D"]) if n == "D"] == ["D"]
    settings = {"CORS_ALLOWED_ORIGINS": ("o",), "CORS_ALLOW_METHODS": ["o"], "CORS_ALLOW_HEADERS": ("o",), "CORS_EXPOSE_HEADERS": ["o"]}
    exec(code, settings)
    assert all("o" in settings[name] for name in LISTS)
    return unique(*([n for n in settings[name] if n != "o"] for name in LISTS)) + [
        settings.get("CORS_ALLOW_CREDENTIALS", False), None]

def plain(origin):
    return re.sub(r"\\\\(.)", r"\\1", origin[1:-1]) if origin.startswith("^") else origin

def of_flask(options, age):
    return unique([plain(o) for o in options["origins"]], options["methods"], options.get("allow_headers", []),
                  options.get("expose_headers", [])) + [options.get("supports_credentials", False), age]

def flask_whole(code):
    given.clear()
    exec(code, {"app": types.SimpleNamespace(after_request=lambda hook: hook)})
    [options] = given
    assert options["always_send"] is False
    return of_flask(options, options["max_age"])

def flask_change(code):
    return of_flask(eval("dict(" + code + ")"), None)

KINDS = {"django whole": django_whole, "django change": django_change, "flask whole": flask_whole, "flask change": flask_change}
print(json.dumps([KINDS[each["kind"]](each["code"]) for each in json.load(sys.stdin)]))
`;
