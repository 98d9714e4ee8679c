import { allowRequest } from './changes.ts';
import { namedOrigin, ORIGIN_MISMATCH } from './origin-mismatch.ts';
import { onlyDifference } from './origin-parts.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginWwwMismatch = defineRule({
  id: 'allow-origin-www-mismatch',
  title: 'Access-Control-Allow-Origin differs by www',
  short: 'differs by www',
  ...ORIGIN_MISMATCH,
  match: (context) => {
    const named = namedOrigin(context);
    const [allowed, asked] = (named && onlyDifference(named.value, named.expected, 'host')) ?? [];
    if (allowed === undefined || (allowed !== `www.${asked}` && `www.${allowed}` !== asked)) return undefined;
    return named;
  },
  explain: ({ value, expected }, context) => ({
    headline: prose`${ALLOW_ORIGIN} of ${code(context.serverOrigin)} is ${code(value)} on ${answerOf(context)}, which differs from ${code(expected)} by ${code('www.')}`,
    explanation: prose`With and without ${code('www.')} are two hosts and so two origins. The server has to answer with the one that asked.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page https://www.shop.example
       > GET https://api.shop.example/items
       < 200
       Access-Control-Allow-Origin: https://shop.example
       ! net::ERR_FAILED`,
      `page https://shop.example
       > GET https://api.shop.example/items
       < 200
       Access-Control-Allow-Origin: https://www.shop.example
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page https://www.shop.example
       > GET https://api.shop.example/items
       < 200
       Access-Control-Allow-Origin: https://app.shop.example
       ! net::ERR_FAILED`,
    ],
  },
});
