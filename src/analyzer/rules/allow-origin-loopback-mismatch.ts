import { allowRequest } from './changes.ts';
import { namedOrigin, ORIGIN_MISMATCH } from './origin-mismatch.ts';
import { isLoopbackHost, onlyDifference } from './origin-parts.ts';
import { code, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginLoopbackMismatch = defineRule({
  id: 'allow-origin-loopback-mismatch',
  title: 'Access-Control-Allow-Origin names this machine differently',
  short: 'localhost or 127.0.0.1',
  ...ORIGIN_MISMATCH,
  match: (context) => {
    const named = namedOrigin(context);
    const hosts = named && onlyDifference(named.value, named.expected, 'host');
    return named && hosts?.every(isLoopbackHost) ? { ...named, hosts } : undefined;
  },
  explain: ({ value, expected, hosts: [allowed, asked] }, context) => ({
    headline: prose`${code(context.serverOrigin)} allows ${code(allowed)} on ${answerOf(context)}, and the page was opened as ${code(asked)}`,
    explanation: prose`Both names mean this machine, but the browser compares ${ALLOW_ORIGIN} byte for byte, and ${code(value)} is not equal to ${code(expected)}. A page that is opened at ${code(value)} has the origin that the server allows.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://127.0.0.1:3000
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://192.168.0.7:3000
       ! net::ERR_FAILED`,
    ],
  },
});
