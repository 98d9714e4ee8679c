import { headerLines } from '../fetch/header-list.ts';
import { isCorsSafelistedMethod } from '../fetch/methods.ts';
import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { allowRequest } from './changes.ts';
import { requestHeader, statusOf } from './evidence.ts';
import { code, prose } from './prose.ts';
import { type Change, defineRule, type RuleContext } from './rule.ts';
import { listOf } from './wording.ts';

/** Headers that only a response can carry; a script may set them on a request, where they only cause a preflight. */
const RESPONSE_ONLY = /^access-control-(?:allow-(?:origin|credentials|methods|headers)|expose-headers|max-age)$/;

export const requestHeaderMisplaced = defineRule({
  id: 'request-header-misplaced',
  title: 'The page sends a CORS response header with its request',
  short: 'header on the request',
  effect: 'blocks',
  rank: 'root',
  refines: [
    'header-not-allowed',
    'allow-origin-missing',
    'preflight-status-not-ok',
    'preflight-redirected',
    'allow-headers-unparsable',
  ],
  spec: [CORS_PREFLIGHT_FETCH.step('5')],
  browserNames: {
    chromium: [
      'HeaderDisallowedByPreflightResponse',
      'PreflightMissingAllowOriginHeader',
      'MissingAllowOriginHeader',
      'PreflightInvalidStatus',
      'PreflightDisallowedRedirect',
      'InvalidAllowHeadersPreflightResponse',
    ],
    firefox: [
      'CORSMissingAllowHeaderFromPreflight',
      'CORSMissingAllowOrigin',
      'CORSPreflightDidNotSucceed',
      'CORSExternalRedirectNotAllowed',
      'CORSInvalidAllowHeader',
    ],
  },
  match: (context) => {
    const sent = context.judgement.preflights[context.hopIndex]?.unsafeHeaderNames ?? [];
    const names = sent.filter((name) => RESPONSE_ONLY.test(name));
    if (names.length === 0 || !isBehindTheFailure(context, sent, names)) return undefined;
    return { names, evidence: evidenceOf(context, names) };
  },
  explain: ({ names }, context) => ({
    headline: prose`The page sends ${listOf(names)} as ${names.length === 1 ? 'a request header' : 'request headers'}, and only a response of ${code(context.serverOrigin)} can carry ${names.length === 1 ? 'it' : 'them'}`,
    explanation:
      context.phase === 'preflight'
        ? prose`On a request it allows nothing. It only makes the browser send a preflight, which failed here.`
        : prose`On a request it allows nothing. The response itself lacks ${code('Access-Control-Allow-Origin')}.`,
  }),
  fix: ({ names }, context) => {
    const drop: readonly Change[] = [{ kind: 'drop-request-headers', names }];
    return context.phase === 'preflight' ? drop : [...drop, ...allowRequest(context)];
  },
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: GET
       Access-Control-Request-Headers: access-control-allow-origin
       < 204
       Access-Control-Allow-Origin: *
       Access-Control-Allow-Headers: Content-Type
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: GET
       Access-Control-Request-Headers: access-control-allow-origin
       < 405
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       Access-Control-Request-Headers: access-control-allow-origin
       < 405
       ! net::ERR_FAILED`,
    ],
  },
});

/** It is named as not allowed, it alone caused the preflight that failed, or the page hoped it would do the server's part. */
function isBehindTheFailure(context: RuleContext, sent: readonly string[], names: readonly string[]): boolean {
  const { reason, phase, hop } = context;
  if (reason?.kind === 'header-not-allowed') return names.some((name) => reason.names.includes(name));
  if (phase === 'preflight') return names.length === sent.length && isCorsSafelistedMethod(hop.method);
  return reason?.kind === 'allow-origin-missing' && phase === 'actual' && (statusOf(context) ?? 0) < 400;
}

function evidenceOf(context: RuleContext, names: readonly string[]) {
  if (context.phase === 'preflight') return [requestHeader(context, 'Access-Control-Request-Headers')];
  return names
    .filter((name) => headerLines(context.exchange.requestHeaders ?? [], name).length > 0)
    .map((name) => requestHeader(context, name));
}
