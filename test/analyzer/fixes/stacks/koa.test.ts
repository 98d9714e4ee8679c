import { describe, expect, it } from 'vitest';
import { stackById } from '../../../../src/analyzer/fixes/stacks/index.ts';
import { runJavaScript } from './run-javascript.ts';
import { renderedBy, STRANGERS, serialised } from './sample-policies.ts';

interface Options extends Record<string, unknown> {
  readonly origin: (ctx: { get(name: string): string }) => string | undefined;
  readonly maxAge: number | string;
}

/** The options that the pasted code gives to @koa/cors. */
function optionsOf(code: string): Options {
  const given: Options[] = [];
  const cors = (options: Options) => given.push(options);
  runJavaScript(code, { app: { use: () => undefined } }, { '@koa/cors': cors });
  const [options] = given;
  if (!options || given.length > 1) throw new Error(`cors was called ${given.length} times`);
  return options;
}

const samples = renderedBy(stackById('koa')).map(({ wanted, code }) => ({ wanted, options: optionsOf(code) }));

describe('the Koa snippet', () => {
  it('gives exactly the policy to @koa/cors', () => {
    expect(samples.length).toBeGreaterThan(150);
    for (const { wanted, options } of samples) {
      const { origin: _function, maxAge, ...lists } = options;
      expect(lists).toEqual({
        allowMethods: wanted.methods,
        allowHeaders: wanted.requestHeaders.length > 0 ? wanted.requestHeaders : ['origin'],
        ...(wanted.exposeHeaders.length > 0 ? { exposeHeaders: wanted.exposeHeaders } : {}),
        ...(wanted.credentials ? { credentials: true } : {}),
      });
      expect(Number(maxAge)).toBe(wanted.maxAge);
    }
  });

  it('answers the origins of the policy, and no other', () => {
    for (const { wanted, options } of samples) {
      const { origin } = options;
      const answerTo = (asker: string) =>
        origin({ get: (name) => (name === 'Origin' ? asker : 'https://evil.example') });
      const allowed = serialised(wanted.origins);
      expect(allowed.map(answerTo)).toEqual(allowed);
      for (const stranger of STRANGERS) if (!allowed.includes(stranger)) expect(answerTo(stranger)).toBeUndefined();
      expect(answerTo(`${allowed[0]}.evil.example`)).toBeUndefined();
    }
  });

  it('writes a max-age of nothing as text, since the library leaves the number out', () => {
    const none = samples.filter(({ wanted }) => wanted.maxAge === 0);
    expect(none.length).toBeGreaterThan(10);
    for (const { options } of none) expect(options.maxAge).toBe('0');
  });
});
