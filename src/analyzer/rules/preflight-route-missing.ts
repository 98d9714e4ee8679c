import { CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { answerPreflight } from './changes.ts';
import { answerHeader, responseHeader, statusEvidence, statusOf } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { requestLine } from './wording.ts';

export const preflightRouteMissing = defineRule({
  id: 'preflight-route-missing',
  title: 'OPTIONS is not handled for CORS at this URL',
  short: 'OPTIONS not handled',
  effect: 'blocks',
  rank: 'root',
  refines: ['allow-origin-missing', 'preflight-status-not-ok'],
  spec: [CORS_PREFLIGHT_FETCH.step('7')],
  browserNames: {
    chromium: ['PreflightMissingAllowOriginHeader', 'PreflightInvalidStatus'],
    firefox: ['CORSMissingAllowOrigin', 'CORSPreflightDidNotSucceed'],
  },
  match: (context) => {
    const status = statusOf(context);
    if (context.phase !== 'preflight' || status === undefined) return undefined;
    const automatic = isAutomaticAnswer(context, status);
    if (!automatic && status !== 404 && status !== 405 && status !== 501) return undefined;
    return {
      status,
      automatic,
      evidence: [
        ...statusEvidence(context),
        responseHeader(context, 'Access-Control-Allow-Origin'),
        ...(answerHeader(context, 'allow') === null ? [] : [responseHeader(context, 'Allow')]),
      ],
    };
  },
  explain: ({ status, automatic }, context) => ({
    headline: automatic
      ? prose`${code(context.serverOrigin)} answered the preflight with ${code(String(status))} and ${code('Allow')}, and with no CORS header at all`
      : prose`${code(context.serverOrigin)} answered the preflight with ${code(String(status))}, so ${requestLine(context)} was never sent`,
    explanation: automatic ? whoAnswered(context) : (MEANING[status] ?? []),
  }),
  fix: (_match, context) => answerPreflight(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 405
       Allow: GET, PUT
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 200
       Allow: GET,HEAD,PUT
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 200
       ! net::ERR_FAILED`,
    ],
  },
});

const MEANING: Readonly<Record<number, Prose>> = {
  404: prose`No route takes ${code('OPTIONS')} at this URL, or the URL itself is unknown there. The preflight has to be answered with a 2xx status and the CORS headers.`,
  405: prose`The route exists and does not take ${code('OPTIONS')}. The preflight has to be answered with a 2xx status and the CORS headers.`,
  501: prose`The server implements no ${code('OPTIONS')}. The preflight has to be answered with a 2xx status and the CORS headers.`,
};

/** Frameworks answer OPTIONS by themselves with the list of methods, which is no permission. */
function isAutomaticAnswer({ exchange }: RuleContext, status: number): boolean {
  const names = (exchange.response?.headers ?? []).map(([name]) => name.toLowerCase());
  return (
    status >= 200 &&
    status < 300 &&
    names.includes('allow') &&
    !names.some((name) => name.startsWith('access-control-'))
  );
}

function whoAnswered({ timeline }: RuleContext): Prose {
  return timeline.statusesWithAllowOrigin.length > 0
    ? prose`The framework answered ${code('OPTIONS')} by itself. Other responses of this server carry CORS headers, so they are set up for some routes or methods and not for this preflight.`
    : prose`The framework answered ${code('OPTIONS')} by itself. The headers do not tell whether no CORS library covers this URL, or one ran and refused the origin without a trace.`;
}
