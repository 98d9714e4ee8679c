import { describe, expect, it } from 'vitest';
import { stackById } from '../../../../src/analyzer/fixes/stacks/index.ts';
import { runJavaScript } from './run-javascript.ts';
import { renderedBy, serialised } from './sample-policies.ts';

describe('the NestJS snippet', () => {
  it('enables CORS with exactly the policy', () => {
    const samples = renderedBy(stackById('nestjs'));
    expect(samples.length).toBeGreaterThan(150);
    for (const { wanted, code } of samples) {
      const enabled: unknown[] = [];
      runJavaScript(code, { app: { enableCors: (options: unknown) => enabled.push(options) } });
      expect(enabled).toEqual([
        {
          origin: serialised(wanted.origins),
          methods: wanted.methods,
          allowedHeaders: wanted.requestHeaders,
          ...(wanted.exposeHeaders.length > 0 ? { exposedHeaders: wanted.exposeHeaders } : {}),
          ...(wanted.credentials ? { credentials: true } : {}),
          maxAge: wanted.maxAge,
        },
      ]);
    }
  });
});
