import { allowRequest } from './changes.ts';
import { namedOrigin, ORIGIN_MISMATCH } from './origin-mismatch.ts';
import { onlyDifference } from './origin-parts.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginSchemeMismatch = defineRule({
  id: 'allow-origin-scheme-mismatch',
  title: 'Access-Control-Allow-Origin has another scheme',
  short: 'another scheme allowed',
  ...ORIGIN_MISMATCH,
  match: (context) => {
    const named = namedOrigin(context);
    const schemes = named && onlyDifference(named.value, named.expected, 'scheme');
    return named && schemes && { ...named, schemes };
  },
  explain: ({ value, expected, schemes: [allowed, asked] }, context) => ({
    headline: prose`${code(context.serverOrigin)} allows ${code(`${allowed}:`)} on ${answerOf(context)}, and the page was loaded with ${code(`${asked}:`)}`,
    explanation: prose`${ALLOW_ORIGIN} is ${code(value)}, which is not equal to ${code(expected)}. The scheme is part of an origin.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: https://localhost:3000
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: https://localhost:3001
       ! net::ERR_FAILED`,
    ],
  },
});
