import { describe, expect, it } from 'vitest';
import { headerLines } from '../../../src/analyzer/fetch/header-list.ts';
import { applyChanges, applyPolicy } from '../../../src/analyzer/fixes/patch.ts';
import { policyFor } from '../../../src/analyzer/fixes/policy.ts';
import type { Change } from '../../../src/analyzer/rules/rule.ts';
import { lastHop } from '../../../src/analyzer/trace/fetch-trace.ts';
import { judge } from '../../../src/analyzer/trace/judge.ts';
import { subject } from './subject.ts';

const PAGE = 'http://localhost:3000';
const SERVER = 'http://localhost:8000';

/** Blocked for one reason each; a policy made from them lets them through. */
const CURABLE: Readonly<Record<string, string>> = {
  'a missing header': `
    page ${PAGE}
    > GET ${SERVER}/a
    < 200
    ! net::ERR_FAILED`,
  'a header twice': `
    page ${PAGE}
    > GET ${SERVER}/a
    < 200
    Access-Control-Allow-Origin: ${PAGE}
    Access-Control-Allow-Origin: ${PAGE}
    ! net::ERR_FAILED`,
  'a wildcard with credentials': `
    page ${PAGE}
    credentials include
    > GET ${SERVER}/a
    < 200
    Access-Control-Allow-Origin: *
    ! net::ERR_FAILED`,
  'a preflight without an answer for it': `
    page ${PAGE}
    > OPTIONS ${SERVER}/a
    Access-Control-Request-Method: PATCH
    Access-Control-Request-Headers: authorization,x-a
    < 405
    ! net::ERR_FAILED`,
  'a redirected preflight': `
    page ${PAGE}
    > OPTIONS ${SERVER}/a
    Access-Control-Request-Method: PUT
    < 301
    Location: /a/
    ! net::ERR_FAILED`,
  'an unlisted method with lower-case letters': `
    page ${PAGE}
    > OPTIONS ${SERVER}/a
    Access-Control-Request-Method: patch
    < 204
    Access-Control-Allow-Origin: ${PAGE}
    Access-Control-Allow-Methods: PATCH
    ! net::ERR_FAILED`,
  'an error without the header': `
    page ${PAGE}
    > GET ${SERVER}/a
    < 500
    ! net::ERR_FAILED`,
  'a redirect without the header, to the same server': `
    page ${PAGE}
    > GET ${SERVER}/a
    < 302
    Location: /b
    ! net::ERR_FAILED`,
  'a failed plain request in Firefox': `
    page ${PAGE}
    browser firefox
    > GET ${SERVER}/a
    < 200
    ! completed`,
};

describe('applyPolicy', () => {
  it.each(Object.entries(CURABLE))('lets a fetch through that failed for %s', (_why, transcript) => {
    const { trace, judgement } = subject(transcript);
    expect(judgement.verdict).toBe('blocked');
    const patched = applyPolicy(trace, policyFor(SERVER, [{ trace, judgement }]));
    expect(judge(patched)).toMatchObject({ verdict: 'allowed', expected: 'allowed', failure: undefined });
    const { response } = lastHop(patched);
    expect(headerLines(response?.headers ?? [], 'access-control-allow-origin')).toEqual([PAGE]);
    expect(headerLines(response?.headers ?? [], 'vary')).toEqual(['Origin']);
  });

  it('keeps the other headers, their order and their repeats', () => {
    const { trace, judgement } = subject(`
      page ${PAGE}
      > GET ${SERVER}/a
      < 200
      Server: x
      Vary: Accept
      Access-Control-Allow-Origin: *
      Set-Cookie: a
      Set-Cookie: b
      Vary: Cookie
      ! completed`);
    const patched = applyPolicy(trace, policyFor(SERVER, [{ trace, judgement }]));
    expect(lastHop(patched).response?.headers).toEqual([
      ['Server', 'x'],
      ['Vary', 'Accept'],
      ['Set-Cookie', 'a'],
      ['Set-Cookie', 'b'],
      ['Vary', 'Cookie'],
      ['Access-Control-Allow-Origin', PAGE],
      ['Vary', 'Origin'],
    ]);
  });

  it('answers a preflight with exactly one line of each header, however many there were', () => {
    const lines = ['Allow-Origin', 'Allow-Credentials', 'Allow-Methods', 'Allow-Headers', 'Max-Age']
      .flatMap((name) => [`Access-Control-${name}: 1`, `access-control-${name.toLowerCase()}: 2`])
      .join('\n');
    const { trace, judgement } = subject(`
      page ${PAGE}
      credentials include
      > OPTIONS ${SERVER}/a
      Access-Control-Request-Method: PATCH
      Access-Control-Request-Headers: x-a
      < 401
      ${lines}
      ! net::ERR_FAILED`);
    const patched = applyPolicy(trace, policyFor(SERVER, [{ trace, judgement }]));
    expect(patched.hops[0]?.preflight?.response).toMatchObject({
      status: 204,
      headers: [
        ['Access-Control-Allow-Origin', PAGE],
        ['Access-Control-Allow-Credentials', 'true'],
        ['Access-Control-Allow-Methods', 'PATCH'],
        ['Access-Control-Allow-Headers', 'x-a'],
        ['Access-Control-Max-Age', '600'],
        ['Vary', 'Origin'],
      ],
    });
  });

  it('refuses an origin that is not in the list, whatever the server says today', () => {
    const { trace, judgement } = subject(
      `page ${PAGE}\n> GET ${SERVER}/a\n< 200\nAccess-Control-Allow-Origin: *\n! completed`,
    );
    const policy = { ...policyFor(SERVER, [{ trace, judgement }]), origins: ['https://other.example'] };
    expect(judge(applyPolicy(trace, policy)).failure?.reason?.kind).toBe('allow-origin-missing');
  });

  it('never allows the opaque origin, even if a list names it', () => {
    const { trace, judgement } = subject(CURABLE['a missing header']?.replace(PAGE, 'null') ?? '');
    const policy = { ...policyFor(SERVER, [{ trace, judgement }]), origins: ['null'] };
    expect(judge(applyPolicy(trace, policy)).verdict).toBe('blocked');
  });

  it('leaves a fetch blocked whose origin a redirect tainted', () => {
    const { trace } = subject(`
      page ${PAGE}
      > GET ${SERVER}/a
      < 302
      Access-Control-Allow-Origin: ${PAGE}
      Location: http://localhost:9000/b
      > GET http://localhost:9000/b
      < 200
      ! net::ERR_FAILED`);
    const policy = { ...policyFor(SERVER, []), server: 'http://localhost:9000', origins: [PAGE], methods: ['GET'] };
    expect(judge(applyPolicy(trace, policy)).expected).toBe('blocked');
  });

  it.each([
    ['another server', `page ${PAGE}\n> GET http://localhost:9000/\n< 200\n! net::ERR_FAILED`],
    ['a server that is down', `page ${PAGE}\n> GET ${SERVER}/\n! net::ERR_CONNECTION_REFUSED`],
    ['an ad blocker', `page ${PAGE}\n> GET ${SERVER}/\n! net::ERR_BLOCKED_BY_CLIENT`],
  ])('gives the same object back for %s', (_what, transcript) => {
    const { trace } = subject(transcript);
    const policy = { ...policyFor(SERVER, []), origins: [PAGE], methods: ['GET'] };
    expect(applyPolicy(trace, policy)).toBe(trace);
  });
});

describe('applyChanges', () => {
  const PREFLIGHT = { phase: 'preflight', hop: 0 } as const;
  const ACTUAL = { phase: 'actual', hop: 0 } as const;

  it('shows what would fail next after one header is right', () => {
    const { trace } = subject(`
      page ${PAGE}
      > OPTIONS ${SERVER}/a
      Access-Control-Request-Method: PATCH
      Access-Control-Request-Headers: x-a
      < 204
      Access-Control-Allow-Headers: x-b
      ! net::ERR_FAILED`);
    const steps: Change[] = [
      { kind: 'allow-origin', origin: PAGE },
      { kind: 'allow-method', method: 'PATCH' },
      { kind: 'allow-headers', names: ['x-a'] },
    ];
    const failures: (string | undefined)[] = [];
    let current = trace;
    for (const step of steps) {
      current = applyChanges(current, [step], PREFLIGHT);
      failures.push(judge(current).failure?.reason?.kind);
    }
    expect(failures).toEqual(['method-not-allowed', 'header-not-allowed', undefined]);
    expect(judge(current).expected).toBe('allowed');
    expect(headerLines(current.hops[0]?.preflight?.response?.headers ?? [], 'access-control-allow-headers')).toEqual([
      'x-b, x-a',
    ]);
  });

  it('sends nothing while the preflight would still fail', () => {
    const { trace } = subject(CURABLE['an unlisted method with lower-case letters'] ?? '');
    const patched = applyChanges(trace, [{ kind: 'vary-origin' }], PREFLIGHT);
    expect(lastHop(patched)).not.toHaveProperty('response');
  });

  it('follows a redirect that passes now, and claims nothing about a server that would see the origin null', () => {
    const { trace } = subject(`
      page ${PAGE}
      > POST ${SERVER}/a
      < 302
      Location: http://localhost:9000/b
      ! net::ERR_FAILED`);
    const patched = applyChanges(trace, [{ kind: 'allow-origin', origin: PAGE }], ACTUAL);
    expect(patched.hops).toHaveLength(2);
    expect(lastHop(patched)).toMatchObject({ url: 'http://localhost:9000/b', method: 'GET' });
    expect(lastHop(patched)).not.toHaveProperty('response');
    expect(judge(patched)).toMatchObject({ verdict: 'undetermined', origins: [PAGE, 'null'] });
  });

  /** Each: transcript, change, place; the change alone makes the fetch pass. */
  const curing: readonly (readonly [
    Change,
    string,
    { readonly phase: 'preflight' | 'actual' | 'redirect'; readonly hop: number },
  ])[] = [
    [{ kind: 'allow-origin', origin: PAGE }, CURABLE['a missing header'] ?? '', ACTUAL],
    [{ kind: 'allow-credentials', origin: PAGE }, CURABLE['a wildcard with credentials'] ?? '', ACTUAL],
    [{ kind: 'drop-credentials' }, CURABLE['a wildcard with credentials'] ?? '', ACTUAL],
    [{ kind: 'single-layer', origin: PAGE }, CURABLE['a header twice'] ?? '', ACTUAL],
    [{ kind: 'answer-preflight', origin: PAGE }, CURABLE['a preflight without an answer for it'] ?? '', PREFLIGHT],
    [{ kind: 'repair-server-error', status: 500 }, CURABLE['an error without the header'] ?? '', ACTUAL],
    [
      { kind: 'request-url', from: `${SERVER}/a`, to: `${SERVER}/a/` },
      CURABLE['a redirected preflight'] ?? '',
      PREFLIGHT,
    ],
    [
      { kind: 'request-method', from: 'patch', to: 'PATCH' },
      CURABLE['an unlisted method with lower-case letters'] ?? '',
      PREFLIGHT,
    ],
    [{ kind: 'start-server', origin: SERVER }, `page ${PAGE}\n> GET ${SERVER}/\n! net::ERR_CONNECTION_REFUSED`, ACTUAL],
    [
      { kind: 'browser-setting', what: 'extension' },
      `page ${PAGE}\n> GET ${SERVER}/\n! net::ERR_BLOCKED_BY_CLIENT`,
      ACTUAL,
    ],
    [
      { kind: 'give-page-an-origin' },
      `page null\n> GET ${SERVER}/\n< 200\nAccess-Control-Allow-Origin: ${PAGE}\n! net::ERR_FAILED`,
      ACTUAL,
    ],
    [{ kind: 'request-mode-cors' }, `page ${PAGE}\nmode no-cors\n> GET ${SERVER}/\n< 200\n! completed`, ACTUAL],
    [
      { kind: 'drop-request-headers', names: ['X-A'] },
      `page ${PAGE}\n> OPTIONS ${SERVER}/\nAccess-Control-Request-Method: GET\nAccess-Control-Request-Headers: x-a\n< 405\n! net::ERR_FAILED`,
      PREFLIGHT,
    ],
    [
      { kind: 'request-url', from: `${SERVER}/a`, to: 'http://localhost:9000/b' },
      `page ${PAGE}\n> GET ${SERVER}/a\n< 302\nAccess-Control-Allow-Origin: ${PAGE}\nLocation: http://localhost:9000/b\n> GET http://localhost:9000/b\n< 200\n! net::ERR_FAILED`,
      { phase: 'actual', hop: 1 },
    ],
  ];
  it.each(curing)('passes after $kind', (change, transcript, at) => {
    const { trace, judgement } = subject(transcript);
    expect(judgement.verdict).not.toBe('allowed');
    expect(judge(applyChanges(trace, [change], at))).toMatchObject({ verdict: 'allowed', failure: undefined });
  });

  it('lets a cross-origin resource through', () => {
    const { trace } = subject(
      `page ${PAGE}\nmode no-cors\ntype image\n> GET ${SERVER}/\n< 200\n! net::ERR_BLOCKED_BY_RESPONSE`,
    );
    const patched = applyChanges(trace, [{ kind: 'allow-cross-origin-resource' }], ACTUAL);
    expect(judge(patched).verdict).toBe('opaque');
    expect(headerLines(lastHop(patched).response?.headers ?? [], 'cross-origin-resource-policy')).toEqual([
      'cross-origin',
    ]);
  });

  it.each<readonly [string, Change]>([
    ['vary', { kind: 'vary-origin' }],
    ['access-control-expose-headers', { kind: 'expose-headers', names: ['Origin'] }],
  ])('adds to %s and touches nothing else', (name, change) => {
    const { trace } = subject(CURABLE['a missing header'] ?? '');
    const patched = applyChanges(trace, [change], ACTUAL);
    expect(lastHop(patched).response?.headers.map(([n, v]) => [n.toLowerCase(), v])).toEqual([[name, 'Origin']]);
  });

  it('drops one of two requested headers and keeps the preflight', () => {
    const { trace } = subject(CURABLE['a preflight without an answer for it'] ?? '');
    const patched = applyChanges(trace, [{ kind: 'drop-request-headers', names: ['x-a'] }], PREFLIGHT);
    expect(headerLines(patched.hops[0]?.preflight?.requestHeaders ?? [], 'access-control-request-headers')).toEqual([
      'authorization',
    ]);
  });

  it.each<Change>([
    { kind: 'allow-origin', origin: 'null' },
    { kind: 'single-layer', origin: 'null' },
    { kind: 'answer-preflight', origin: PAGE },
    { kind: 'drop-request-headers', names: ['x-a'] },
  ])('gives the same object back where $kind finds nothing to change', (change) => {
    const { trace } = subject(CURABLE['a missing header'] ?? '');
    expect(applyChanges(trace, [change], ACTUAL)).toBe(trace);
  });
});
