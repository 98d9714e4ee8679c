import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../../src/analyzer/fixes/policy-type.ts';
import { STACKS, stackById } from '../../../../src/analyzer/fixes/stacks/index.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from '../../../../src/analyzer/fixes/stacks/stack.ts';
import { plainText } from '../../../../src/analyzer/rules/prose.ts';
import { HOSTILE } from '../hostile.ts';
import { CONTEXTS, changesFor, NO_CONTEXT, POLICY } from './policies.ts';

const EVERYTHING: SnippetContext = {
  crossSiteCookies: true,
  unsafeMethodsWithCredentials: true,
  preflightAnsweredEarly: true,
  unfitAllowOrigin: true,
};

/** What a stack writes for a policy: whole and change-only, in the words of each version. */
function resultsOf(stack: Stack, policy: Policy, context = NO_CONTEXT): readonly (Snippet | Refusal)[] {
  const versions = stack.versions?.map(({ id }) => id) ?? [undefined];
  return versions.flatMap((version) => [
    stack.render(policy, context, version),
    ...[stack.renderChange?.(changesFor(policy), policy, context, version)].flatMap((change) => change ?? []),
  ]);
}

function snippetsOf(stack: Stack, policy: Policy, context = NO_CONTEXT): readonly Snippet[] {
  return resultsOf(stack, policy, context).map((result) => {
    if ('refused' in result) throw new Error(plainText(result.refused));
    return result;
  });
}

function everyTextOf({ install, file, placement, code, restart, notes }: Snippet): string {
  return [install ?? '', file, plainText(placement), code, plainText(restart), ...notes.map(plainText)].join('\n');
}

function isRefused(stack: Stack, policy: Policy): boolean {
  return resultsOf(stack, policy).every((result) => 'refused' in result);
}

/** Who is let in by each of the libraries when an option says so. */
const LETS_EVERYBODY_IN = [
  /ALLOW_ALL\w* *= *True/,
  /origin: *true/,
  /(?<!!= )['"]\*['"]/,
  /send_wildcard=True/,
  /allowedOriginPatterns|SetIsOriginAllowed|AllowAnyOrigin|AllowAllOrigins/i,
  /Allow-Origin["':, ]+(?:\*|\$http_origin)/i,
];

describe.each(STACKS)('$id', (stack) => {
  it.each(CONTEXTS)('1: reflects no origin that was not checked, and allows nobody by a wildcard (%#)', (context) => {
    for (const { code } of snippetsOf(stack, POLICY, context)) {
      for (const pattern of LETS_EVERYBODY_IN) expect(code).not.toMatch(pattern);
      expect(code).toContain('app');
    }
  });

  it('2: never allows the origin null, and says why there is nothing to allow', () => {
    expect(isRefused(stack, { ...POLICY, origins: ['https://app.example.com', 'null'] })).toBe(true);
    const rendered = stack.render({ ...POLICY, origins: [] }, NO_CONTEXT);
    expect('refused' in rendered && plainText(rendered.refused)).toContain('null');
    for (const { code } of snippetsOf(stack, POLICY, EVERYTHING)) expect(code).not.toMatch(/origin\S* +['"]?null\b/i);
  });

  it('3: anchors a pattern for an origin at both ends, and escapes its dots', () => {
    for (const origin of ['https://app.example.com', 'http://[::1]:3000']) {
      for (const { code } of snippetsOf(stack, { ...POLICY, origins: [origin] })) {
        const patterns = code.match(/\S*(?:app\\+\.example|\\+\[::1)\S*/g) ?? [];
        for (const pattern of patterns) expect(pattern).toMatch(/(?:\^|\\A)https?:.*(?:\$|\\z)/i);
      }
    }
  });

  it('4: has no wildcard in a host', () => {
    for (const { code } of snippetsOf(stack, POLICY)) expect(code).not.toMatch(/\*\.[a-z]/i);
    expect(isRefused(stack, { ...POLICY, origins: ['https://*.github.io'] })).toBe(true);
  });

  it('5: allows an unencrypted page with credentials only on the own machine, and warns of that', () => {
    expect(isRefused(stack, { ...POLICY, origins: ['http://app.example.com'] })).toBe(true);
    expect(isRefused(stack, { ...POLICY, origins: ['http://app.example.com'], credentials: false })).toBe(false);
    for (const snippet of snippetsOf(stack, { ...POLICY, origins: ['http://localhost:3000'] })) {
      expect(everyTextOf(snippet)).toMatch(/own machine/);
    }
    for (const snippet of snippetsOf(stack, POLICY)) expect(everyTextOf(snippet)).not.toMatch(/own machine/);
  });

  it('6: names the methods and headers of the policy and no others, and credentials only where they are needed', () => {
    for (const { code } of snippetsOf(stack, POLICY)) {
      expect(code).not.toMatch(/\b(?:PUT|DELETE|TRACE|x-requested-with|x-csrftoken)\b/i);
    }
    for (const { code } of snippetsOf(stack, { ...POLICY, credentials: false }, EVERYTHING)) {
      expect(code).not.toMatch(/credentials\W{1,8}true|csrf_trusted|samesite/i);
    }
    const path = stack.render({ ...POLICY, paths: ['/api/a', '/api/b/c'] }, NO_CONTEXT);
    expect('refused' in path ? '' : everyTextOf(path)).toMatch(/\/api\b/);
  });

  it('7: never advises to switch a protection off', () => {
    const advice =
      /csrf_exempt|disable.{0,20}csrf|no-cors|cors-anywhere|allorigins|web-security|(?:remove|strip).{0,15}\borigin header/i;
    for (const context of CONTEXTS) {
      for (const snippet of snippetsOf(stack, POLICY, context)) expect(everyTextOf(snippet)).not.toMatch(advice);
    }
  });

  it('8: leaves nothing open that a list could not close again: every snippet names its origins one by one', () => {
    const origins = ['https://app.example.com', 'https://shop.example.org'];
    const whole = stack.render({ ...POLICY, origins }, NO_CONTEXT);
    const written = 'refused' in whole ? '' : whole.code.replaceAll('\\', '');
    for (const origin of origins) expect(written).toContain(origin);
  });

  it.each([
    ['HTTPS://App.Example.com:443', 'https://app.example.com'],
    ['http://[0:0:0:0:0:0:0:1]:3000', 'http://[::1]:3000'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ])('9: writes %s as browsers send it', (origin, sent) => {
    for (const { code } of snippetsOf(stack, { ...POLICY, origins: [origin] })) {
      expect(code.replaceAll('\\', '')).toContain(sent);
      expect(code).not.toMatch(/:443|App|0:0:0|ü/);
    }
  });

  it.each(['*', 'file:///home/me/a.html', 'chrome-extension://abcdefgh', "https://a.example'", 'app.example.com'])(
    '9: refuses %s, which is no origin that a browser sends from a web page',
    (value) => {
      expect(isRefused(stack, { ...POLICY, origins: ['https://app.example.com', value] })).toBe(true);
    },
  );

  it('10: refuses what is no method and no header name, and writes in printable ASCII whatever it does write', () => {
    for (const value of [...HOSTILE, 'GET, PUT', 'x-a\r\nx-b', 'GÉT', 'x a']) {
      const name = { ...POLICY, methods: ['GET'], requestHeaders: [value] };
      for (const policy of [name, { ...POLICY, methods: [value] }, { ...POLICY, exposeHeaders: [value] }]) {
        for (const result of resultsOf(stack, policy, EVERYTHING)) {
          if ('refused' in result) expect(plainText(result.refused).length).toBeGreaterThan(20);
          else expect(result.code).toMatch(/^[\x20-\x7e\n\t]*$/);
        }
      }
    }
    for (const value of ['*', '', 'GET, PUT', "GET'\n", 'GÉT']) {
      expect(isRefused(stack, { ...POLICY, methods: [value] })).toBe(true);
    }
    for (const value of ['*', '', 'x a', 'x-a\r\nx-b', '"', 'x\u202e', 'x'.repeat(10_000)]) {
      expect(isRefused(stack, { ...POLICY, requestHeaders: [value] })).toBe(true);
      expect(isRefused(stack, { ...POLICY, exposeHeaders: [value] })).toBe(true);
    }
  });

  it('10: prints a path in a note only if it is a plain word', () => {
    for (const value of HOSTILE) {
      for (const snippet of snippetsOf(stack, { ...POLICY, paths: [`/${value}/x`] })) {
        expect(everyTextOf(snippet)).not.toMatch(/\/[^\s/]{61,}\/|\$\{process|\u202e|Set-Cookie/);
      }
    }
  });

  it('11: warns of forged requests where cookies are told to cross sites, and writes the policy’s ten minutes for preflights', () => {
    const [whole] = snippetsOf(stack, POLICY, CONTEXTS[2]);
    const text = whole ? everyTextOf(whole) : '';
    expect(text).toMatch(/SameSite=None; Secure/);
    expect(text).toMatch(/CSRF/);
    expect(whole?.code).toMatch(/\b(?:600L?|10 \* time\.Minute)\b/);
  });

  it('is complete: nothing is left to fill in', () => {
    for (const { code, install } of snippetsOf(stack, POLICY, EVERYTHING)) {
      expect(code).not.toMatch(/<your|TODO|\.\.\.(?!\w)|…/);
      expect(install ?? '').not.toMatch(/[\n\r;|&]/);
    }
  });

  it('has versions with names of their own, newest first, and takes the first when none is chosen', () => {
    const ids = stack.versions?.map(({ id }) => id) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    const newestFirst = ids.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    expect(ids).toEqual(newestFirst);
    expect(stack.render(POLICY, EVERYTHING)).toEqual(stack.render(POLICY, EVERYTHING, ids[0]));
  });
});

describe('Flask', () => {
  it.each(['patch', 'Get'])('refuses the method %s, which flask-cors would change', (value) => {
    expect(isRefused(stackById('flask'), { ...POLICY, methods: [value] })).toBe(true);
  });

  it.each(['x$a', 'x^a', 'x*a'])('refuses the header %s, which flask-cors would read as a pattern', (value) => {
    expect(isRefused(stackById('flask'), { ...POLICY, requestHeaders: [value] })).toBe(true);
  });
});
