import { code, type Prose, prose } from './prose.ts';
import type { OtherRequest, RuleContext } from './rule.ts';

/** Of all that this server was seen to answer, successes carry the header and errors never do. */
export function onlyErrorsLackIt({ timeline }: RuleContext): boolean {
  const { statusesWithAllowOrigin } = timeline;
  return statusesWithAllowOrigin.some(isSuccess) && !statusesWithAllowOrigin.some((status) => status >= 400);
}

/** A successful response of the server that carries the header; empty when none was seen. */
export function coveredElsewhere({ timeline, trace }: RuleContext): readonly OtherRequest[] {
  const witness = timeline.witnesses.find(
    ({ traceId, status, allowOrigin }) => allowOrigin !== null && isSuccess(status) && traceId !== trace.id,
  );
  return witness ? [{ kind: 'request', traceId: witness.traceId, shows: 'carries-the-header' }] : [];
}

function isSuccess(status: number): boolean {
  return status < 400;
}

/** How this server's software comes to answer errors without the header, where that is known of it. */
export function whyErrorsLackIt({ server, phase }: RuleContext, status: number): Prose {
  const stacks = server.layers.map(({ stack }) => stack);
  if (stacks.includes('nginx') && status >= 400)
    return prose`nginx adds headers to errors only where ${code('add_header')} ends with ${code('always')}.`;
  if (stacks.includes('apache'))
    return prose`${code('Header set')} leaves out the errors that Apache makes itself, ${code('Header always set')} does not.`;
  if (status !== 500) return [];
  if (stacks.includes('fastapi')) return prose`Starlette answers an unhandled exception outside its CORS middleware.`;
  if (stacks.includes('express') && phase === 'preflight')
    return prose`An ${code('origin')} function that calls back with an error makes Express answer like this.`;
  if (server.evidence.some((line) => line.startsWith('server: Werkzeug/')))
    return prose`In debug mode Flask's debugger answers an unhandled exception, and flask-cors adds nothing to it.`;
  return [];
}
