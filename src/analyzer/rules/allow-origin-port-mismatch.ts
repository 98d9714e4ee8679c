import { allowRequest } from './changes.ts';
import { namedOrigin, ORIGIN_MISMATCH } from './origin-mismatch.ts';
import { onlyDifference } from './origin-parts.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf } from './wording.ts';

export const allowOriginPortMismatch = defineRule({
  id: 'allow-origin-port-mismatch',
  title: 'Access-Control-Allow-Origin names another port',
  short: 'another port allowed',
  ...ORIGIN_MISMATCH,
  match: (context) => {
    const named = namedOrigin(context);
    const ports = named && onlyDifference(named.value, named.expected, 'port');
    return named && ports && { ...named, ports };
  },
  explain: ({ value, expected, ports: [allowed, asked] }, context) => ({
    headline: prose`${code(context.serverOrigin)} allows ${portOf(allowed)} on ${answerOf(context)}, and ${asked === '' ? prose`the origin is written without it` : prose`the page is on ${portOf(asked)}`}`,
    explanation: prose`${ALLOW_ORIGIN} is ${code(value)}, which is not equal to ${code(expected)}. The port is part of an origin, and a default port is never written out.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:5173
       ! net::ERR_FAILED`,
      `page https://app.example
       > GET https://api.example/items
       < 200
       Access-Control-Allow-Origin: https://app.example:443
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: https://localhost:5173
       ! net::ERR_FAILED`,
    ],
  },
});

function portOf(port: string): Prose {
  return port === '' ? prose`the default port` : prose`port ${code(port)}`;
}
