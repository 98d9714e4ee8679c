import { isOkStatus } from '../fetch/cors-preflight.ts';
import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { extractTokenList } from '../fetch/token-list.ts';
import { allowAskedFor, allowRequest, answerPreflight } from './changes.ts';
import { answerHeader, requestHeader, responseHeader, statusEvidence, statusOf, variesByOrigin } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { type Change, defineRule, type Evidence, type Permission, type RuleContext } from './rule.ts';
import { listOf, requestLine } from './wording.ts';

/** What is asked for and not permitted: by the lists in the answer, or by what was permitted before. */
interface Refused {
  readonly status: number;
  readonly method: string | undefined;
  readonly names: readonly string[];
  /** The earlier preflight that shows that it is not the origin. */
  readonly permission?: Permission;
  readonly evidence: readonly Evidence[];
}

export const preflightRequestRefused = defineRule<Refused>({
  id: 'preflight-request-refused',
  title: 'The CORS middleware refuses what the preflight asks for',
  short: 'not on the server’s list',
  effect: 'blocks',
  rank: 'root',
  refines: ['preflight-status-not-ok', 'allow-origin-missing'],
  spec: [CORS_PREFLIGHT_FETCH.step('7')],
  browserNames: {
    chromium: ['PreflightInvalidStatus', 'PreflightMissingAllowOriginHeader'],
    firefox: ['CORSPreflightDidNotSucceed', 'CORSMissingAllowOrigin'],
  },
  match: (context) => {
    if (context.phase !== 'preflight') return undefined;
    return context.reason?.kind === 'allow-origin-missing' ? withoutHeaders(context) : withLists(context);
  },
  explain: ({ status, method, names, permission }, context) => {
    const missing = whatIsMissing(method, names);
    const refused = prose`The CORS middleware on ${code(context.serverOrigin)}`;
    return permission
      ? {
          headline: prose`${refused} does not permit ${missing}, and answered the preflight without any permission`,
          explanation: prose`It is not the origin: an earlier preflight from ${code(context.serializedOrigin)} was permitted, and had not asked for ${missing}. Some libraries leave out every CORS header when one thing is not on their list, and the browser then names the first that is missing.`,
        }
      : {
          headline: prose`${refused} answered the preflight with ${code(String(status))}, because it does not list ${missing}`,
          explanation: prose`The answer carries the middleware's lists, and they lack what ${requestLine(context)} needs. Some libraries report that with an error status, and the browser then names the status.`,
        };
  },
  fix: ({ status, permission }, context) => {
    if (permission) return isOkStatus(status) ? allowRequest(context) : answerPreflight(context);
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
      `page http://localhost:3000
       credentials same-origin
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 204
       Vary: Origin
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: PUT
       > PUT http://localhost:8000/api/items
       < 200
       Vary: Origin
       Access-Control-Allow-Origin: http://localhost:3000
       ! completed
       ---
       page http://localhost:3000
       credentials same-origin
       > OPTIONS http://localhost:8000/api/items/1
       Access-Control-Request-Method: DELETE
       < 204
       Vary: Origin
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
      // Nothing in the answer shows that a CORS library looked at it, and the earlier one was for another URL.
      `page http://localhost:3000
       credentials same-origin
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: PUT
       > PUT http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       ! completed
       ---
       page http://localhost:3000
       credentials same-origin
       > OPTIONS http://localhost:8000/api/users
       Access-Control-Request-Method: DELETE
       < 403
       ! net::ERR_FAILED`,
    ],
  },
});

/** An error status beside lists that lack something. */
function withLists(context: RuleContext): Refused | undefined {
  const status = statusOf(context);
  if (status !== 400 && status !== 403) return undefined;
  const { method, names } = unlisted(context);
  if (method === undefined && names.length === 0) return undefined;
  const lists = [
    ...(method === undefined ? [] : [responseHeader(context, 'Access-Control-Allow-Methods')]),
    ...(names.length === 0 ? [] : [responseHeader(context, 'Access-Control-Allow-Headers')]),
  ];
  return {
    status,
    method,
    names,
    evidence: [...statusEvidence(context), ...askedFor(context, method, names), ...lists],
  };
}

/**
 * No permission at all, where this origin got one before: at the same URL, or at another and the answer shows that
 * something looked at the origin.
 */
function withoutHeaders(context: RuleContext): Refused | undefined {
  const status = statusOf(context);
  if (status === undefined || !(isOkStatus(status) || status === 400 || status === 403)) return undefined;
  // Frameworks answer OPTIONS by themselves with `Allow`, whatever is asked.
  if (answerHeader(context, 'allow') !== null) return undefined;
  const { timeline, serializedOrigin, exchange, hop } = context;
  const earlier = timeline.permissions.filter(
    ({ origin, at }) => origin === serializedOrigin && at <= exchange.startedAt,
  );
  const permission = earlier.find(({ url }) => url === hop.url) ?? (variesByOrigin(context) ? earlier[0] : undefined);
  const { method, names } = neverPermitted(context, earlier);
  if (!permission || (method === undefined && names.length === 0)) return undefined;
  const witness: Evidence = { kind: 'request', traceId: permission.traceId, shows: 'allows-this-origin' };
  const absent = responseHeader(context, 'Access-Control-Allow-Origin');
  const evidence = [...statusEvidence(context), ...askedFor(context, method, names), absent, witness];
  return { status, method, names, permission, evidence };
}

function neverPermitted({ judgement, hopIndex }: RuleContext, earlier: readonly Permission[]): Unlisted {
  const { unsafeMethod, unsafeHeaderNames = [] } = judgement.preflights[hopIndex] ?? {};
  return {
    method: earlier.some(({ method }) => method === unsafeMethod) ? undefined : unsafeMethod,
    names: unsafeHeaderNames.filter((name) => !earlier.some(({ headerNames }) => headerNames.includes(name))),
  };
}

function askedFor(context: RuleContext, method: string | undefined, names: readonly string[]): readonly Evidence[] {
  return [
    ...(method === undefined ? [] : [requestHeader(context, 'Access-Control-Request-Method')]),
    ...(names.length === 0 ? [] : [requestHeader(context, 'Access-Control-Request-Headers')]),
  ];
}

interface Unlisted {
  readonly method: string | undefined;
  readonly names: readonly string[];
}

/** What the preflight asks for and a list in the answer does not have. A list that is not there refuses nothing. */
function unlisted({ exchange, judgement, hopIndex }: RuleContext): Unlisted {
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
