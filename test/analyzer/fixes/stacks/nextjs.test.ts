import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../../src/analyzer/fixes/policy-type.ts';
import { stackById } from '../../../../src/analyzer/fixes/stacks/index.ts';
import { runJavaScript } from './run-javascript.ts';
import { renderedBy, STRANGERS, serialised } from './sample-policies.ts';

type Answer = (method: string, headers: Readonly<Record<string, string>>) => Response;

/** Stands for Next's own class: the answer goes on to the route handler, or it is one. */
class NextResponse extends Response {
  static next(): NextResponse {
    return new NextResponse('of the route', { status: 200 });
  }
}

/** The pasted file as a function from a request to a response, and the paths that it is for. */
function fileOf(code: string, name: string): { answer: Answer; matcher: unknown } {
  const exported = runJavaScript(code, {}, { 'next/server': { NextResponse } });
  const handle = exported[name];
  if (typeof handle !== 'function') throw new Error(`there is no ${name}`);
  const { config = {} } = exported;
  const { matcher } = config as { readonly matcher?: unknown };
  return { answer: (method, headers) => handle({ method, headers: new Headers(headers) }), matcher };
}

const samples = renderedBy(stackById('nextjs')).map((sample) => ({ ...sample, ...fileOf(sample.code, 'proxy') }));
const PREFLIGHT = { 'Access-Control-Request-Method': 'GET' };

describe('the Next.js snippet', () => {
  it('answers the preflight of each origin with exactly the policy', () => {
    expect(samples.length).toBeGreaterThan(150);
    for (const { wanted, answer } of samples) {
      for (const origin of serialised(wanted.origins)) {
        const { status, headers } = answer('OPTIONS', { Origin: origin, ...PREFLIGHT });
        expect(status).toBe(204);
        expect(grantOf(headers)).toEqual({ ...common(wanted, origin), methods: wanted.methods.join(', ') });
        expect(headers.get('access-control-allow-headers')).toBe(wanted.requestHeaders.join(', '));
        expect(headers.get('access-control-max-age')).toBe(String(wanted.maxAge));
      }
    }
  });

  it('lets every other request go on, with exactly the policy on the answer', () => {
    for (const { wanted, answer } of samples) {
      for (const [method, origin] of [
        ['GET', serialised(wanted.origins)[0] ?? ''],
        ['OPTIONS', serialised(wanted.origins)[0] ?? ''],
      ] as const) {
        const { status, headers } = answer(method, { Origin: origin });
        expect(status).toBe(200);
        expect(grantOf(headers)).toEqual({ ...common(wanted, origin), methods: null });
      }
    }
  });

  it('allows no other origin, and tells caches to keep origins apart', () => {
    for (const { wanted, answer } of samples) {
      const strangers = STRANGERS.filter((origin) => !serialised(wanted.origins).includes(origin));
      for (const headers of [{}, ...strangers.map((origin) => ({ Origin: origin }))]) {
        for (const response of [answer('GET', headers), answer('OPTIONS', { ...headers, ...PREFLIGHT })]) {
          expect([...response.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
          expect(response.headers.get('vary')).toBe('Origin');
        }
      }
    }
  });

  it('is for the one path that every request has in common, and for every path where there is none', () => {
    const inApi = ({ paths }: Policy) => paths.length > 0 && paths.every((path) => path.startsWith('/api/'));
    const limited = samples.filter(({ wanted }) => inApi(wanted));
    expect(limited.length).toBeGreaterThan(10);
    for (const { matcher } of limited) expect(matcher).toBe('/api/:path*');
    for (const { wanted, matcher } of samples) if (!inApi(wanted)) expect(matcher).toBeUndefined();
  });

  it('has another name before Next.js 16, and the same text otherwise', () => {
    const stack = stackById('nextjs');
    const older = renderedBy(stack, '15');
    expect(older.map(({ code }) => code.replace('function middleware(', 'function proxy('))).toEqual(
      samples.map(({ code }) => code),
    );
    expect(fileOf(older[0]?.code ?? '', 'middleware').answer).toBeTypeOf('function');
  });
});

function common(wanted: Policy, origin: string) {
  return {
    origin,
    credentials: wanted.credentials ? 'true' : null,
    exposed: wanted.exposeHeaders.length > 0 ? wanted.exposeHeaders.join(', ') : null,
  };
}

function grantOf(headers: Headers) {
  return {
    origin: headers.get('access-control-allow-origin'),
    credentials: headers.get('access-control-allow-credentials'),
    exposed: headers.get('access-control-expose-headers'),
    methods: headers.get('access-control-allow-methods'),
  };
}
