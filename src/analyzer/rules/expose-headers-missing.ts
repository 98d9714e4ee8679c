import { knownValue } from '../fetch/known.ts';
import { hiddenHeaderNames } from '../fetch/response-headers.ts';
import { responseHeader } from './evidence.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { listOf } from './wording.ts';

/** Standard headers that scripts read. ETag is not among them: frameworks add it to every response. */
const USEFUL = new Set(['content-disposition', 'content-range', 'link', 'location', 'retry-after']);

/** `X-` headers that are for browsers, proxies and caches. */
const INFRASTRUCTURE =
  /^x-(?:powered-by|frame-options|content-type-options|xss-protection|dns-prefetch-control|permitted-cross-domain-policies|download-options|robots-tag|ua-compatible|cache.*|served-by|timer|varnish|amz.*|amzn.*|azure.*|vercel.*|fastly.*|runtime|envoy.*|forwarded.*)$/;

export const exposeHeadersMissing = defineRule({
  id: 'expose-headers-missing',
  title: 'Response headers are hidden from the page',
  short: 'hidden headers',
  effect: 'informs',
  refines: ['response'],
  spec: [],
  browserNames: { chromium: [], firefox: [] },
  match: (context) => {
    const { judgement, exchange } = context;
    if (judgement.verdict !== 'allowed' || !judgement.usesCors || !exchange.response) return undefined;
    const mode = knownValue(judgement.credentials) ?? 'same-origin';
    const names = hiddenHeaderNames(exchange.response.headers, mode).filter(isMeantForScripts);
    if (names.length === 0) return undefined;
    return {
      names,
      evidence: [
        ...names.map((name) => responseHeader(context, name)),
        responseHeader(context, 'Access-Control-Expose-Headers'),
      ],
    };
  },
  explain: ({ names }, { serverOrigin }) => ({
    headline: prose`${listOf(names)} ${names.length === 1 ? 'is' : 'are'} in the response of ${code(serverOrigin)}, and JavaScript cannot read ${names.length === 1 ? 'it' : 'them'}`,
    explanation: prose`Across origins a page reads only a few standard headers and those that ${code('Access-Control-Expose-Headers')} names. The network panel shows them all the same.`,
  }),
  fix: ({ names }) => [{ kind: 'expose-headers', names }],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: *
       X-Total-Count: 42
       X-Powered-By: Express
       ! completed`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: *
       Access-Control-Expose-Headers: X-Total-Count
       X-Total-Count: 42
       X-Powered-By: Express
       ! completed`,
    ],
  },
});

function isMeantForScripts(name: string): boolean {
  if (USEFUL.has(name) || name.startsWith('ratelimit')) return true;
  return name.startsWith('x-') && !INFRASTRUCTURE.test(name);
}
