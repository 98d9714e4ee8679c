import fc from 'fast-check';
import type { Policy } from '../../../../src/analyzer/fixes/policy-type.ts';
import type { Stack } from '../../../../src/analyzer/fixes/stacks/stack.ts';
import { HOSTILE } from '../hostile.ts';

/** Values as a page could bring them about: mostly plausible, sometimes hostile. */
const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 20 }));
const mostly = (weight: number, ...plausible: readonly string[]) =>
  fc.oneof({ weight, arbitrary: fc.constantFrom(...plausible) }, { weight: 1, arbitrary: hostile });

const policy: fc.Arbitrary<Policy> = fc.record({
  server: fc.constant('http://localhost:8000'),
  origins: fc.array(mostly(12, 'http://localhost:3000', 'https://app.example.com', 'http://[::1]:3000'), {
    minLength: 1,
    maxLength: 3,
  }),
  methods: fc.uniqueArray(mostly(12, 'GET', 'PATCH', 'patch', 'PROPFIND', "G'ET", 'G`$ET'), {
    minLength: 1,
    maxLength: 3,
  }),
  requestHeaders: fc.uniqueArray(mostly(20, 'x-a', 'authorization', 'content-type', "x'a", 'x$a'), {
    maxLength: 4,
  }),
  exposeHeaders: fc.uniqueArray(mostly(20, 'x-total', 'etag', "x'b", 'x|b'), { maxLength: 2 }),
  credentials: fc.boolean(),
  maxAge: fc.constantFrom(0, 600, 7200),
  paths: fc.array(mostly(8, '/', '/api/items', '/api/a/b', "/it's/x"), { maxLength: 3 }),
});

const POLICIES = fc.sample(policy, { numRuns: 500, seed: 11 });

/** Policies that the stack does not refuse, each with the code for it. */
export function renderedBy(
  stack: Stack,
  version?: string,
): readonly { readonly wanted: Policy; readonly code: string }[] {
  return POLICIES.flatMap((wanted) => {
    const context = { crossSiteCookies: true, unsafeMethodsWithCredentials: true };
    const rendered = stack.render(wanted, context, version);
    return 'refused' in rendered ? [] : [{ wanted, code: rendered.code }];
  });
}

/** The origins of a policy as browsers send them. */
export function serialised(origins: readonly string[]): readonly string[] {
  return [...new Set(origins.map((value) => new URL(value).origin))];
}

/** Everything that a server could be told to allow by mistake, besides what the policy names. */
export const STRANGERS: readonly string[] = ['', 'null', '*', 'https://evil.example', 'http://localhost:30000'];
