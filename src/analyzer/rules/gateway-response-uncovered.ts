import { CORS_CHECK, CORS_PREFLIGHT_FETCH } from '../fetch/spec.ts';
import { allowRequest, answerPreflight } from './changes.ts';
import { answerHeader, responseHeader, statusEvidence, statusOf } from './evidence.ts';
import { code, prose } from './prose.ts';
import { type Change, defineRule, type RuleContext } from './rule.ts';

interface Signal {
  readonly header: string;
  readonly value: RegExp;
  /** Statuses that only the gateway itself gives. Absent: the header is proof on any status. */
  readonly statuses?: readonly number[];
  readonly gateway: string;
}

/**
 * Response headers that say who wrote the response. Proxies put their name on answers that they pass on, too, so for most
 * only the statuses count that a gateway gives in its own name.
 */
const SIGNALS: readonly Signal[] = [
  { header: 'X-Amzn-ErrorType', value: /./, gateway: 'Amazon API Gateway' },
  { header: 'X-Amzn-Waf-Action', value: /./, gateway: 'the AWS firewall' },
  { header: 'CF-Mitigated', value: /./, gateway: 'Cloudflare' },
  {
    header: 'Server',
    value: /^cloudflare/i,
    statuses: [520, 521, 522, 523, 524, 525, 526, 530],
    gateway: 'Cloudflare',
  },
  { header: 'Ngrok-Error-Code', value: /./, gateway: 'ngrok' },
  { header: 'Server', value: /^awselb\//i, gateway: 'the AWS load balancer' },
  { header: 'Server', value: /^cloudfront$/i, gateway: 'CloudFront' },
  { header: 'Server', value: /^(?:nginx|openresty)/i, statuses: [502, 504], gateway: 'nginx' },
  { header: 'Server', value: /^apache/i, statuses: [502, 504], gateway: 'Apache' },
  { header: 'Server', value: /^caddy/i, statuses: [502, 504], gateway: 'Caddy' },
  { header: 'Server', value: /^(?:istio-)?envoy/i, statuses: [502, 504], gateway: 'Envoy' },
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
    firefox: ['CORSMissingAllowOrigin', 'CORSPreflightDidNotSucceed'],
  },
  match: (context) => {
    const signal = SIGNALS.find((candidate) => applies(candidate, context)) ?? frontOf(context);
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
    explanation: prose`Its header ${code(`${header}: ${answerHeader(context, header)}`)} says so. The application never saw ${context.phase === 'preflight' ? 'the preflight' : 'the request'} or its answer was replaced, so its CORS settings had no say.`,
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

/** Other responses show the application, and this error shows only what stands in front of it. */
function frontOf(context: RuleContext): Pick<Signal, 'header' | 'gateway'> | undefined {
  if (context.server.middleware !== 'somebody-else-answered' || (statusOf(context) ?? 0) < 400) return undefined;
  const header = ['Server', 'Via'].find((name) => answerHeader(context, name) !== null);
  return header === undefined ? undefined : { header, gateway: 'a layer in front' };
}

function applies({ header, value, statuses }: Signal, context: RuleContext): boolean {
  const present = answerHeader(context, header);
  const status = statusOf(context);
  if (present === null || status === undefined || !value.test(present)) return false;
  return statuses === undefined || statuses.includes(status);
}
