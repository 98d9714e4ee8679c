import { CORS_CHECK } from '../fetch/spec.ts';
import { refusalMarks } from '../trace/refusal-marks.ts';
import { allowRequest } from './changes.ts';
import { requestHeader, responseHeader, statusEvidence, statusOf } from './evidence.ts';
import { differingParts } from './origin-parts.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule, type Evidence, type RuleContext } from './rule.ts';
import { ALLOW_ORIGIN, answerOf, listOf } from './wording.ts';

export const middlewareOriginRefused = defineRule({
  id: 'middleware-origin-refused',
  title: 'The CORS middleware ran and refused this origin',
  short: 'origin refused',
  effect: 'blocks',
  rank: 'root',
  refines: ['allow-origin-missing'],
  spec: [CORS_CHECK.step('2')],
  browserNames: {
    chromium: ['MissingAllowOriginHeader', 'PreflightMissingAllowOriginHeader'],
    firefox: ['CORSMissingAllowOrigin'],
  },
  match: (context) => {
    if (context.serializedOrigin === 'null') return undefined;
    const traces = tracesOfMiddleware(context);
    if (traces.length === 0 && !isRefusedElsewhere(context)) return undefined;
    return {
      traces,
      evidence: [
        ...traces,
        responseHeader(context, 'Access-Control-Allow-Origin'),
        requestHeader(context, 'Origin'),
        ...statusEvidence(context),
      ],
    };
  },
  explain: ({ traces }, context) => ({
    headline: prose`The CORS middleware on ${code(context.serverOrigin)} ran and refused the origin ${code(context.serializedOrigin)}`,
    explanation: prose`${howItShows(traces, context)} ${whatIsAllowed(context)}`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Vary: Origin
       ! net::ERR_FAILED`,
      `page http://localhost:3000
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 204
       Vary: Origin
       Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page http://localhost:3000
       > GET http://localhost:8000/api/items
       < 200
       Vary: Accept-Encoding
       ! net::ERR_FAILED`,
    ],
  },
});

function tracesOfMiddleware(context: RuleContext): readonly Evidence[] {
  const { response } = context.exchange;
  return response ? refusalMarks(response, isSpring(context)).map((name) => responseHeader(context, name)) : [];
}

function isSpring({ server }: RuleContext): boolean {
  return server.layers.some(({ stack }) => stack === 'spring-boot');
}

/** Other responses of the server show a refusal, and this one is no error that something else may have written. */
function isRefusedElsewhere(context: RuleContext): boolean {
  const { server, timeline, serializedOrigin } = context;
  if (server.middleware !== 'ran-and-refused' || (statusOf(context) ?? 0) >= 400) return false;
  return !timeline.allowedOrigins.includes(serializedOrigin);
}

function howItShows(traces: readonly Evidence[], context: RuleContext): Prose {
  const lines = traces.flatMap((item) => (item.kind === 'header' ? [`${item.name}: ${item.value ?? ''}`] : []));
  return lines.length === 0
    ? prose`No ${ALLOW_ORIGIN} came with ${answerOf(context)}, and other responses of this server show the middleware at work.`
    : prose`It left ${listOf(lines)} on ${answerOf(context)}, and no ${ALLOW_ORIGIN}.`;
}

function whatIsAllowed({ timeline, serializedOrigin }: RuleContext): Prose {
  if (timeline.allowedOrigins.includes(serializedOrigin)) {
    return prose`Other responses of this server allow it, so the list differs from path to path or has changed since.`;
  }
  const near = timeline.allowedOrigins
    .map((origin) => ({ origin, parts: differingParts(origin, serializedOrigin) }))
    .find(({ parts }) => parts?.length === 1);
  if (near) {
    return prose`It was seen to allow ${code(near.origin)}, which differs only in the ${near.parts?.[0] ?? ''}.`;
  }
  if (timeline.allowedOrigins.length > 0) return prose`It was seen to allow ${listOf(timeline.allowedOrigins)}.`;
  return prose`Its list of allowed origins needs exactly this one: scheme, host and port, without a slash.`;
}
