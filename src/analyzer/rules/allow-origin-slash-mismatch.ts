import { allowRequest } from './changes.ts';
import { namedOrigin, ORIGIN_MISMATCH } from './origin-mismatch.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginSlashMismatch = defineRule({
  id: 'allow-origin-slash-mismatch',
  title: 'Access-Control-Allow-Origin ends with a slash or a path',
  short: 'slash after the origin',
  ...ORIGIN_MISMATCH,
  match: (context) => {
    const named = namedOrigin(context);
    if (!named?.value.startsWith(`${named.expected}/`)) return undefined;
    return { ...named, surplus: named.value.slice(named.expected.length) };
  },
  explain: ({ value, expected, surplus }, context) => ({
    headline: prose`${ALLOW_ORIGIN} of ${code(context.serverOrigin)} is ${code(value)} on ${answerOf(context)}, with ${code(surplus)} after the origin`,
    explanation: prose`An origin ends with the host or the port; the browser compares byte for byte, and ${code(value)} is not equal to ${code(expected)}.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000/
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000/app
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:30000/
       ! net::ERR_FAILED`,
    ],
  },
});
