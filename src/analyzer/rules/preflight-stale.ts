import { CORS_CHECK } from '../fetch/spec.ts';
import type { RememberedPreflight } from '../trace/earlier-requests.ts';
import { allowRequest } from './changes.ts';
import { responseHeader, statusEvidence } from './evidence.ts';
import { code, type Prose, prose } from './prose.ts';
import { defineRule, type OtherRequest } from './rule.ts';
import { ALLOW_ORIGIN, requestLine, secondsBetween } from './wording.ts';

export const preflightStale = defineRule({
  id: 'preflight-stale',
  title: 'The request went out on a permission that no longer holds',
  short: 'preflight out of date',
  effect: 'blocks',
  rank: 'root',
  refines: ['allow-origin-missing', 'allow-origin-mismatch', 'allow-credentials-not-true'],
  spec: [CORS_CHECK.step('2')],
  browserNames: {
    chromium: ['MissingAllowOriginHeader', 'AllowOriginMismatch', 'InvalidAllowCredentials'],
    firefox: ['CORSMissingAllowOrigin', 'CORSAllowOriginNotMatchingOrigin', 'CORSMissingAllowCredentials'],
  },
  match: (context) => {
    const remembered = context.phase === 'actual' ? context.earlier.preflights[context.hopIndex] : undefined;
    if (remembered?.kind !== 'answered' || !hasChangedSince(remembered)) return undefined;
    const witness: OtherRequest = { kind: 'request', traceId: remembered.traceId, shows: 'gave-the-permission' };
    const newer = remembered.stale?.traceId;
    const contradiction: readonly OtherRequest[] =
      newer === undefined ? [] : [{ kind: 'request', traceId: newer, shows: 'contradicts-it' }];
    return {
      remembered,
      evidence: [
        witness,
        ...contradiction,
        responseHeader(context, 'Access-Control-Allow-Origin'),
        ...statusEvidence(context),
      ],
    };
  },
  explain: ({ remembered }, context) => ({
    headline: prose`${code(context.serverOrigin)} answers ${requestLine(context)} otherwise than the preflight that the browser still remembers`,
    explanation: prose`No preflight was sent: one that was answered ${secondsBetween(remembered.answeredAt, context.hop.startedAt)} earlier holds for another ${secondsBetween(context.hop.startedAt, remembered.validUntil)}. ${whatIsKnown(remembered)} The response now fails the check of ${ALLOW_ORIGIN}, so what the server allows has changed since.`,
  }),
  fix: (_match, context) => allowRequest(context),
  examples: {
    failing: [
      `page http://localhost:3000
       credentials same-origin
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: PUT
       Access-Control-Max-Age: 600
       > PUT http://localhost:8000/api/items
       < 200
       Access-Control-Allow-Origin: http://localhost:3000
       ! completed
       ---
       page http://localhost:3000
       credentials same-origin
       > PUT http://localhost:8000/api/items
       < 200
       Content-Type: application/json
       ! net::ERR_FAILED`,
    ],
    passing: [
      // The permission was never followed by a readable response, so nothing shows that it ever held.
      `page http://localhost:3000
       credentials same-origin
       > OPTIONS http://localhost:8000/api/items
       Access-Control-Request-Method: PUT
       < 204
       Access-Control-Allow-Origin: http://localhost:3000
       Access-Control-Allow-Methods: PUT
       Access-Control-Max-Age: 600
       > PUT http://localhost:8000/api/items
       < 200
       ! net::ERR_FAILED
       ---
       page http://localhost:3000
       credentials same-origin
       > PUT http://localhost:8000/api/items
       < 200
       Content-Type: application/json
       ! net::ERR_FAILED`,
    ],
  },
});

type Answered = Extract<RememberedPreflight, { readonly kind: 'answered' | 'expired' }>;

/** A server may answer preflights and forget the request itself, so the permission alone proves no change. */
function hasChangedSince(remembered: Answered): boolean {
  return remembered.thenAllowed === true || remembered.stale !== undefined;
}

function whatIsKnown({ stale }: Answered): Prose {
  return stale ? prose`A later preflight was told otherwise.` : prose`The request that it was sent for could be read.`;
}
