import { allowRequest } from './changes.ts';
import { responseHeader } from './evidence.ts';
import { namedOrigin, ORIGIN_MISMATCH } from './origin-mismatch.ts';
import { differingParts } from './origin-parts.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginMismatch = defineRule({
  id: 'allow-origin-mismatch',
  title: 'Access-Control-Allow-Origin names another origin',
  short: 'another origin allowed',
  ...ORIGIN_MISMATCH,
  match: (context) => {
    const named = namedOrigin(context);
    if (!named) return undefined;
    const fromCache = context.exchange.response?.fromCache ?? false;
    return { ...named, fromCache, evidence: [...named.evidence, responseHeader(context, 'Vary')] };
  },
  explain: ({ value, expected, fromCache }, context) => ({
    headline: prose`${ALLOW_ORIGIN} of ${code(context.serverOrigin)} is ${code(value)} on ${answerOf(context)}, which is not equal to ${code(expected)}`,
    explanation: fromCache
      ? prose`The response came from the browser's cache, so it may have been made for ${code(value)}. With ${code('Vary: Origin')} the cache keeps the answers to different origins apart.`
      : whatDiffers(value, expected),
  }),
  fix: ({ fromCache }, context) => [...allowRequest(context), ...(fromCache ? [{ kind: 'vary-origin' } as const] : [])],
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: https://app.example
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200 from-cache
       Access-Control-Allow-Origin: https://app.example
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:5173
       ! net::ERR_FAILED`,
    ],
  },
});

function whatDiffers(value: string, expected: string): Prose {
  if (value === 'null') {
    return prose`${code('null')} stands for pages without an origin, such as sandboxed frames and ${code('file:')} pages. This page has one, and the browser compares both byte for byte.`;
  }
  const parts = differingParts(value, expected);
  const named = parts
    ? parts.join(' and ').replace('scheme and host and port', 'scheme, host and port')
    : 'more than an origin';
  return parts
    ? prose`The browser compares both byte for byte, and they differ in ${named}. The server has to answer with the origin that asked.`
    : prose`The browser compares both byte for byte, and the header holds ${named}. The server has to answer with the origin that asked.`;
}
