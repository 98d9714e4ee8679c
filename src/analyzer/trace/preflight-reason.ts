import { getHeader } from '../fetch/header-list.ts';
import type { HopInput } from '../fetch/main-fetch-input.ts';
import { isCorsSafelistedMethod } from '../fetch/methods.ts';
import type { Dialect } from '../fetch/network-error.ts';
import { authorRequestHeaders, corsUnsafeRequestHeaderNames } from '../fetch/request-headers.ts';
import type { FetchTrace, Hop } from './fetch-trace.ts';
import type { PreflightReason } from './judgement.ts';
import { wasReleased } from './observed-outcome.ts';

/**
 * The names that made, or would make, the browser ask first. A preflight states them itself; without one they are read
 * from what the script may have set.
 */
export function unsafeHeaderNamesOf(hop: Hop, dialect: Dialect): readonly string[] {
  if (hop.preflight?.requestHeaders) {
    const asked = getHeader(hop.preflight.requestHeaders, 'access-control-request-headers');
    return asked === null
      ? []
      : asked
          .split(',')
          .map((name) => name.trim().toLowerCase())
          .filter((name) => name !== '');
  }
  return corsUnsafeRequestHeaderNames(authorRequestHeaders(hop.requestHeaders ?? []), dialect);
}

/** Why each hop was or was not preceded by a preflight. `corsFlags` from the fetch algorithms, one per hop. */
export function preflightReasons(
  trace: FetchTrace,
  inputs: readonly HopInput[],
  corsFlags: readonly boolean[],
): readonly PreflightReason[] {
  return trace.hops.map((hop, index) => {
    const names = inputs[index]?.unsafeHeaderNames ?? [];
    const unsafeMethod = isCorsSafelistedMethod(hop.method) ? undefined : hop.method;
    const asked = names.length > 0 || unsafeMethod !== undefined;
    const needed = (corsFlags[index] ?? false) && (asked || hop.preflight !== undefined);
    return {
      needed,
      state: stateOf(hop, needed, wasReleased(trace, index)),
      ...(unsafeMethod === undefined ? {} : { unsafeMethod }),
      unsafeHeaderNames: names,
      forced: hop.preflight !== undefined && !asked,
    };
  });
}

function stateOf(hop: Hop, needed: boolean, released: boolean): PreflightReason['state'] {
  if (hop.preflight) return 'sent';
  if (!needed) return 'not-needed';
  return released ? 'cached' : 'not-seen';
}
