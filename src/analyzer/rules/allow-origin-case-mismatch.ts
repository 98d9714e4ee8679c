import { allowRequest } from './changes.ts';
import { namedOrigin, ORIGIN_MISMATCH } from './origin-mismatch.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginCaseMismatch = defineRule({
  id: 'allow-origin-case-mismatch',
  title: 'Access-Control-Allow-Origin has other upper and lower case',
  short: 'upper case in origin',
  ...ORIGIN_MISMATCH,
  match: (context) => {
    const named = namedOrigin(context);
    return named && named.value.toLowerCase() === named.expected ? named : undefined;
  },
  explain: ({ value, expected }, context) => ({
    headline: prose`${ALLOW_ORIGIN} of ${code(context.serverOrigin)} is ${code(value)} on ${answerOf(context)}, with upper case where the origin has lower case`,
    explanation: prose`Browsers write origins in lower case and compare them byte for byte, so the value has to be ${code(expected)}.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://LocalHost:3000
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3001
       ! net::ERR_FAILED`,
    ],
  },
});
