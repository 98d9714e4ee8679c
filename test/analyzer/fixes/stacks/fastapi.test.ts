import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { stackById } from '../../../../src/analyzer/fixes/stacks/index.ts';
import { renderedBy, serialised } from './sample-policies.ts';

describe('the FastAPI snippet', () => {
  it('adds the middleware with exactly the policy', ({ skip }) => {
    const samples = renderedBy(stackById('fastapi'));
    expect(samples.length).toBeGreaterThan(150);
    const added = addedByPython(samples.map(({ code }) => code));
    if (added === undefined) return skip('there is no python3 on this machine');
    const expected = samples.map(({ wanted }) => ({
      allow_origins: serialised(wanted.origins),
      allow_methods: wanted.methods,
      allow_headers: wanted.requestHeaders,
      ...(wanted.exposeHeaders.length > 0 ? { expose_headers: wanted.exposeHeaders } : {}),
      ...(wanted.credentials ? { allow_credentials: true } : {}),
      max_age: wanted.maxAge,
    }));
    expect(added).toEqual(expected);
  });
});

/** Runs every snippet with a stand-in for Starlette, all in one process. Undefined without Python, which CI must have. */
function addedByPython(snippets: readonly string[]): unknown {
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
import json, sys, types

for name in ("starlette", "starlette.middleware", "starlette.middleware.cors"):
    sys.modules[name] = types.ModuleType(name)
middleware = sys.modules["starlette.middleware.cors"].CORSMiddleware = object()

def added(code):
    given = []
    app = types.SimpleNamespace(add_middleware=lambda what, **options: given.append((what, options)))
    exec(code, {"app": app})
    [(what, options)] = given
    assert what is middleware
    return options

print(json.dumps([added(code) for code in json.load(sys.stdin)]))
`;
