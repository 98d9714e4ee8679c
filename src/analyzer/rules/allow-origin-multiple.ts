import { CORS_CHECK } from '../fetch/spec.ts';
import { allowRequest, leaveNullOrigin } from './changes.ts';
import { requestHeader, responseHeader } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule } from './rule.ts';
import { ALLOW_ORIGIN, answerOf, wireValue } from './wording.ts';

export const allowOriginMultiple = defineRule({
  id: 'allow-origin-multiple',
  title: 'Access-Control-Allow-Origin contains multiple values',
  short: 'several origins in one',
  effect: 'blocks',
  refines: ['allow-origin-multiple'],
  spec: [CORS_CHECK.step('4')],
  browserNames: {
    chromium: ['MultipleAllowOriginValues', 'PreflightMultipleAllowOriginValues'],
    firefox: ['CORSMultipleAllowOriginNotAllowed', 'CORSAllowOriginNotMatchingOrigin'],
  },
  match: (context) => {
    if (context.reason?.kind !== 'allow-origin-multiple') return undefined;
    const { value, lines } = context.reason;
    const layers = ['Server', 'Via', 'X-Powered-By']
      .map((name) => responseHeader(context, name))
      .filter(({ value: found }) => found !== null);
    return {
      value,
      lines,
      evidence: [responseHeader(context, 'Access-Control-Allow-Origin'), requestHeader(context, 'Origin'), ...layers],
    };
  },
  explain: ({ value, lines }, context) => ({
    headline: prose`${ALLOW_ORIGIN} of ${code(context.serverOrigin)} contains multiple values on ${answerOf(context)}: ${code(value)}`,
    explanation: lines.length > 1 ? sentTwice(lines) : oneList(context.serializedOrigin),
  }),
  fix: ({ lines }, context) => {
    if (context.serializedOrigin === 'null') return leaveNullOrigin(context);
    return lines.length > 1 ? [{ kind: 'single-layer', origin: context.serializedOrigin }] : allowRequest(context);
  },
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Server: nginx
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Origin: *
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000, http://localhost:5173
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       Vary: Origin
       ! completed`,
    ],
  },
});

function sentTwice(lines: readonly string[]): Prose {
  const values = lines.flatMap((line, index) => [index === 0 ? '' : ' and ', ...wireValue(line)]);
  return prose`The header arrives ${String(lines.length)} times: ${values}. Two layers answer for CORS, for example a proxy and the application behind it; exactly one of them may.`;
}

function oneList(origin: string): Prose {
  return prose`The header holds exactly one origin or ${code('*')}, never a list, and a comma or a space is enough to make it one. A server with several allowed origins answers each request with the one that asked, here ${code(origin)}.`;
}
