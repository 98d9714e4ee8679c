import { describe, expect, it } from 'vitest';
import { stackById } from '../../../../src/analyzer/fixes/stacks/index.ts';
import { runJavaScript } from './run-javascript.ts';
import { renderedBy, serialised } from './sample-policies.ts';

describe('the Fastify snippet', () => {
  it('registers @fastify/cors with exactly the policy', async () => {
    const plugin = { name: 'the plugin' };
    const samples = renderedBy(stackById('fastify'));
    expect(samples.length).toBeGreaterThan(150);
    for (const { wanted, code } of samples) {
      const registered: unknown[][] = [];
      const app = { register: (...given: unknown[]) => registered.push(given) };
      runJavaScript(code, { app }, { '@fastify/cors': plugin });
      expect(registered.length).toBe(1);
      const [[module, options] = []] = registered;
      expect(await module).toMatchObject({ default: plugin });
      expect(options).toEqual({
        origin: serialised(wanted.origins),
        methods: wanted.methods,
        allowedHeaders: wanted.requestHeaders,
        ...(wanted.exposeHeaders.length > 0 ? { exposedHeaders: wanted.exposeHeaders } : {}),
        ...(wanted.credentials ? { credentials: true } : {}),
        maxAge: wanted.maxAge,
      });
    }
  });
});
