import { CORS_CHECK, CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { allowRequest, answerPreflight } from './changes.ts';
import { answerHeader, responseHeader, statusEvidence, statusOf } from './evidence.ts';
import { code, prose } from './prose.ts';
import { type Change, defineRule, type RuleContext } from './rule.ts';
import { ALLOW_ORIGIN } from './wording.ts';

interface Signal {
  readonly header: string;
  readonly value: RegExp;
  /** Statuses that only the gateway itself gives. Absent: the header is proof on any status. */
  readonly statuses?: readonly number[];
  readonly gateway: string;
}

/** Response headers that say who wrote the response. A proxy that passes an answer on leaves no such trace. */
const SIGNALS: readonly Signal[] = [
  { header: 'x-amzn-errortype', value: /./, gateway: 'Amazon API Gateway' },
  { header: 'cf-mitigated', value: /./, gateway: 'Cloudflare' },
  {
    header: 'server',
    value: /^cloudflare/i,
    statuses: [520, 521, 522, 523, 524, 525, 526, 530],
    gateway: 'Cloudflare',
  },
  { header: 'ngrok-error-code', value: /./, gateway: 'ngrok' },
  { header: 'server', value: /^awselb\//i, gateway: 'the AWS load balancer' },
  { header: 'server', value: /^cloudfront$/i, gateway: 'CloudFront' },
  { header: 'server', value: /^(?:nginx|openresty)/i, statuses: [502, 503, 504], gateway: 'nginx' },
  { header: 'server', value: /^apache/i, statuses: [502, 503, 504], gateway: 'Apache' },
  { header: 'server', value: /^caddy/i, statuses: [502, 503, 504], gateway: 'Caddy' },
  { header: 'server', value: /^(?:istio-)?envoy/i, statuses: [502, 503, 504], gateway: 'Envoy' },
];

export const gatewayResponseUncovered = defineRule({
  id: 'gateway-response-uncovered',
  title: 'A gateway answered in place of the application',
  short: 'gateway answered',
  effect: 'blocks',
  rank: 'root',
  refines: ['allow-origin-missing', 'preflight-status-not-ok'],
  spec: [CORS_CHECK.step('2'), CORS_PREFLIGHT_FETCH.step('7')],
  browserNames: {
    chromium: ['MissingAllowOriginHeader', 'PreflightMissingAllowOriginHeader', 'PreflightInvalidStatus'],
    firefox: ['CORSMissingAllowOrigin2', 'CORSPreflightDidNotSucceed3'],
  },
  match: (context) => {
    const signal = SIGNALS.find((candidate) => applies(candidate, context));
    if (!signal) return undefined;
    return {
      gateway: signal.gateway,
      header: signal.header,
      status: statusOf(context) ?? 0,
      evidence: [
        responseHeader(context, signal.header),
        ...statusEvidence(context),
        responseHeader(context, 'Access-Control-Allow-Origin'),
      ],
    };
  },
  explain: ({ gateway, header, status }, context) => ({
    headline: prose`The ${code(String(status))} of ${code(context.serverOrigin)} came from ${gateway}, not from the application behind it`,
    explanation: prose`Its header ${code(`${header}: ${answerHeader(context, header)}`)} says so. The application never saw ${context.phase === 'preflight' ? 'the preflight' : 'the request'} or its answer was replaced, so its CORS settings had no say, and without ${ALLOW_ORIGIN} the page cannot see the status.`,
  }),
  fix: ({ status }, context) => {
    const repair: readonly Change[] = status >= 500 ? [{ kind: 'repair-server-error', status }] : [];
    return [...repair, ...(context.phase === 'preflight' ? answerPreflight(context) : allowRequest(context))];
  },
  examples: {
    failing: [
      `page https://app.example
       > GET https://api.example/items
       < 502
       Server: nginx/1.27.4
       Content-Type: text/html
       ! net::ERR_FAILED`,
      `page https://app.example
       > OPTIONS https://api.example/items
       Access-Control-Request-Method: PUT
       < 403
       x-amzn-ErrorType: MissingAuthenticationTokenException
       ! net::ERR_FAILED`,
    ],
    passing: [
      `page https://app.example
       > GET https://api.example/items
       < 500
       Server: nginx/1.27.4
       ! net::ERR_FAILED`,
    ],
  },
});

function applies({ header, value, statuses }: Signal, context: RuleContext): boolean {
  const present = answerHeader(context, header);
  const status = statusOf(context);
  if (present === null || status === undefined || !value.test(present)) return false;
  return statuses === undefined || statuses.includes(status);
}
