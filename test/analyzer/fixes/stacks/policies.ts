import fc from 'fast-check';
import type { Policy } from '../../../../src/analyzer/fixes/policy-type.ts';
import type { SnippetContext } from '../../../../src/analyzer/fixes/stacks/stack.ts';
import type { Change } from '../../../../src/analyzer/rules/rule.ts';
import { HOSTILE } from '../hostile.ts';

export const POLICY: Policy = {
  server: 'http://localhost:8000',
  origins: ['https://app.example.com'],
  methods: ['GET', 'PATCH'],
  requestHeaders: ['authorization', 'content-type'],
  exposeHeaders: ['x-total'],
  credentials: true,
  maxAge: 600,
  paths: ['/api/items'],
};
export const NO_CONTEXT: SnippetContext = { crossSiteCookies: false, unsafeMethodsWithCredentials: false };
export const CONTEXTS: readonly SnippetContext[] = [
  NO_CONTEXT,
  { crossSiteCookies: true, unsafeMethodsWithCredentials: false },
  { crossSiteCookies: true, unsafeMethodsWithCredentials: true },
  {
    crossSiteCookies: true,
    unsafeMethodsWithCredentials: true,
    preflightAnsweredEarly: true,
    unfitAllowOrigin: true,
  },
];

/** Everything that diagnoses can ask a library for, for the whole of a policy. */
export function changesFor(policy: Policy): readonly Change[] {
  const [origin = 'https://app.example.com'] = policy.origins;
  return [
    ...policy.origins.map((each) => ({ kind: 'allow-origin', origin: each }) as const),
    ...policy.methods.map((method) => ({ kind: 'allow-method', method }) as const),
    { kind: 'allow-headers', names: policy.requestHeaders },
    { kind: 'expose-headers', names: policy.exposeHeaders },
    ...(policy.credentials ? [{ kind: 'allow-credentials', origin } as const] : []),
  ];
}

/** Values as a page could bring them about: mostly plausible, sometimes hostile. */
const text = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
);
const origin = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(
      'http://localhost:3000',
      'https://app.example.com',
      'http://[::1]:3000',
      'https://web_app',
      'HTTPS://App.Example.com:443',
    ),
  },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: text.map((host) => `https://${host}`) },
);
/** Characters that HTTP allows in names and that mean something in some language. */
const oddToken = fc.string({ unit: fc.constantFrom(..."ax-'`$^|!#%&+.~_"), minLength: 1, maxLength: 12 });
const header = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('x-a', 'authorization', 'content-type', "x'a", 'x`a', 'x$a', 'x^a', 'x|a') },
  { weight: 6, arbitrary: oddToken },
  { weight: 1, arbitrary: text },
);
const method = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('GET', 'PATCH', 'PROPFIND', "G'ET", 'patch') },
  { weight: 4, arbitrary: oddToken.map((token) => token.toUpperCase()) },
  { weight: 1, arbitrary: text },
);
const path = fc.oneof(
  fc.constantFrom('/', '/api/items', "/it's/x", '/a$b/c', '/%27/x'),
  text.map((rest) => `/${rest}/x`),
);

export const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  server: fc.constant('http://localhost:8000'),
  origins: fc.array(origin, { maxLength: 3 }),
  methods: fc.array(method, { maxLength: 3 }),
  requestHeaders: fc.array(header, { maxLength: 4 }),
  exposeHeaders: fc.array(header, { maxLength: 2 }),
  credentials: fc.boolean(),
  maxAge: fc.constantFrom(0, 600, 7200),
  paths: fc.array(path, { maxLength: 3 }),
});
export const anyContext = fc.constantFrom(...CONTEXTS);
