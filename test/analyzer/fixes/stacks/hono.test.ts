import { describe, expect, it } from 'vitest';
import { stackById } from '../../../../src/analyzer/fixes/stacks/index.ts';
import { runJavaScript } from './run-javascript.ts';
import { renderedBy, serialised } from './sample-policies.ts';

describe('the Hono snippet', () => {
  it('uses the middleware for every path, with exactly the policy', () => {
    const samples = renderedBy(stackById('hono'));
    expect(samples.length).toBeGreaterThan(150);
    for (const { wanted, code } of samples) {
      const used: unknown[][] = [];
      const cors = (options: unknown) => ({ options });
      runJavaScript(code, { app: { use: (...given: unknown[]) => used.push(given) } }, { 'hono/cors': { cors } });
      expect(used).toEqual([[{ options: optionsOf(wanted) }]]);
    }
  });

  it('allows a name that no page can send, where an empty list would allow every header', () => {
    const nothing = renderedBy(stackById('hono')).filter(({ wanted }) => wanted.requestHeaders.length === 0);
    expect(nothing.length).toBeGreaterThan(10);
    for (const { code } of nothing) expect(code).toContain("allowHeaders: ['origin'],");
  });
});

function optionsOf(wanted: ReturnType<typeof renderedBy>[number]['wanted']) {
  return {
    origin: serialised(wanted.origins),
    allowMethods: wanted.methods,
    allowHeaders: wanted.requestHeaders.length > 0 ? wanted.requestHeaders : ['origin'],
    ...(wanted.exposeHeaders.length > 0 ? { exposeHeaders: wanted.exposeHeaders } : {}),
    ...(wanted.credentials ? { credentials: true } : {}),
    maxAge: wanted.maxAge,
  };
}
