import { getHeader } from './fetch/header-list.ts';
import { serializedOriginOf } from './fetch/origin.ts';
import type { Timeline, Witness } from './rules/rule.ts';
import type { FetchTrace } from './trace/fetch-trace.ts';
import type { Judgement } from './trace/judgement.ts';

/** A server that echoes whatever it is sent must not make this grow without end. */
const WITNESSES_KEPT = 100;

/** What the requests to one server show together: evidence that a single request cannot give. */
export function timelineOf(
  server: string,
  subjects: readonly { readonly trace: FetchTrace; readonly judgement: Judgement }[],
): Timeline {
  const allowed = new Set<string>();
  const withHeader = new Set<number>();
  const withoutHeader = new Set<number>();
  const witnesses = new Map<string, Witness>();
  for (const { trace, judgement } of subjects) {
    if (!judgement.usesCors) continue;
    trace.hops.forEach((hop, index) => {
      if (!hop.response || hop.redirect?.byExtension || serializedOriginOf(hop.url) !== server) return;
      const allowOrigin = getHeader(hop.response.headers, 'access-control-allow-origin');
      (allowOrigin === null ? withoutHeader : withHeader).add(hop.response.status);
      if (allowOrigin !== null && allowOrigin === judgement.origins[index] && allowOrigin !== 'null')
        allowed.add(allowOrigin);
      const { status } = hop.response;
      const shown = `${status} ${allowOrigin}`;
      if (!witnesses.has(shown) && witnesses.size < WITNESSES_KEPT)
        witnesses.set(shown, { traceId: trace.id, status, allowOrigin });
    });
  }
  return {
    allowedOrigins: [...allowed].sort(),
    statusesWithAllowOrigin: ascending(withHeader),
    statusesWithoutAllowOrigin: ascending(withoutHeader),
    witnesses: [...witnesses.values()],
  };
}

function ascending(numbers: ReadonlySet<number>): readonly number[] {
  return [...numbers].sort((a, b) => a - b);
}
