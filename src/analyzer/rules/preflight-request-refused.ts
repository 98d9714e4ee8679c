import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { extractTokenList } from '../fetch/token-list.ts';
import { allowAskedFor } from './changes.ts';
import { requestHeader, responseHeader, statusEvidence, statusOf } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { type Change, defineRule, type RuleContext } from './rule.ts';
import { listOf, requestLine } from './wording.ts';

export const preflightRequestRefused = defineRule({
  id: 'preflight-request-refused',
  title: 'The CORS middleware refuses what the preflight asks for with an error status',
  short: 'not on the server’s list',
  effect: 'blocks',
  rank: 'root',
  refines: ['preflight-status-not-ok'],
  spec: [CORS_PREFLIGHT_FETCH.step('7')],
  browserNames: { chromium: ['PreflightInvalidStatus'], firefox: ['CORSPreflightDidNotSucceed'] },
  match: (context) => {
    const status = statusOf(context);
    if (context.phase !== 'preflight' || (status !== 400 && status !== 403)) return undefined;
    const { method, names } = unlisted(context);
    if (method === undefined && names.length === 0) return undefined;
    return {
      status: String(status),
      method,
      names,
      evidence: [
        ...statusEvidence(context),
        ...(method === undefined
          ? []
          : [
              requestHeader(context, 'Access-Control-Request-Method'),
              responseHeader(context, 'Access-Control-Allow-Methods'),
            ]),
        ...(names.length === 0
          ? []
          : [
              requestHeader(context, 'Access-Control-Request-Headers'),
              responseHeader(context, 'Access-Control-Allow-Headers'),
            ]),
      ],
    };
  },
  explain: ({ status, method, names }, context) => ({
    headline: prose`The CORS middleware on ${code(context.serverOrigin)} answered the preflight with ${code(status)}, because it does not list ${whatIsMissing(method, names)}`,
    explanation: prose`The answer carries the middleware's lists, and they lack what ${requestLine(context)} needs. Some libraries report that with an error status, and the browser then names the status.`,
  }),
  fix: (_match, context) => {
    const answer: Change = { kind: 'answer-preflight', origin: context.serializedOrigin };
    return [...allowAskedFor(context), ...(context.serializedOrigin === 'null' ? [] : [answer])];
  },
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 400
       Vary: Origin
       Access-Control-Allow-Methods: GET, POST
       Access-Control-Max-Age: 600
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: GET
       Access-Control-Request-Headers: x-one
       < 400
       Vary: Origin
       Access-Control-Allow-Methods: GET, POST
       Access-Control-Allow-Headers: Accept, Accept-Language, Content-Language, Content-Type
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 400
       Access-Control-Allow-Methods: GET, PUT
       Access-Control-Allow-Origin: http://localhost:3000
       ! net::ERR_FAILED`,
    ],
  },
});

/** What the preflight asks for and a list in the answer does not have. A list that is not there refuses nothing. */
function unlisted({ exchange, judgement, hopIndex }: RuleContext): {
  method: string | undefined;
  names: readonly string[];
} {
  const asked = judgement.preflights[hopIndex];
  const listed = (name: string) => {
    const tokens = extractTokenList(exchange.response?.headers ?? [], name);
    return tokens === null || tokens === 'failure' || tokens.length === 0 || tokens.includes('*') ? null : tokens;
  };
  const methods = listed('access-control-allow-methods');
  const headers = listed('access-control-allow-headers')?.map((name) => name.toLowerCase());
  const method = asked?.unsafeMethod;
  return {
    method: method !== undefined && methods && !methods.includes(method) ? method : undefined,
    names: headers ? (asked?.unsafeHeaderNames ?? []).filter((name) => !headers.includes(name)) : [],
  };
}

function whatIsMissing(method: string | undefined, names: readonly string[]): Prose {
  if (method === undefined) return listOf(names);
  return names.length === 0 ? prose`${code(method)}` : prose`${code(method)} and ${listOf(names)}`;
}
