import { preflightMaxAge } from './fetch/preflight-cache.ts';
import type { AnalyzedTrace } from './report.ts';
import { code, type Prose, prose } from './rules/prose.ts';
import { ALLOW_ORIGIN, listOf } from './rules/wording.ts';
import type { EpochMs } from './trace/observation.ts';

/** One thing that other requests show about this one. */
export interface Testimony {
  readonly kind: 'statuses' | 'origins' | 'cache' | 'preflight' | 'contradiction';
  readonly text: Prose;
  /** The other request, where it is one. */
  readonly traceId?: string;
  /** Until when it holds; said with the reader's own clock. */
  readonly until?: EpochMs;
}

/** What the other requests to the same server show, computed once for the server, and what earlier ones left behind. */
export function otherRequests(analyzed: AnalyzedTrace): readonly Testimony[] {
  return [
    ...statuses(analyzed),
    ...origins(analyzed),
    ...poisoner(analyzed),
    ...remembered(analyzed),
    ...willBeRemembered(analyzed),
  ];
}

/** Which statuses carry the header and which do not. Silent where there is one answer only. */
function statuses({ timeline }: AnalyzedTrace): readonly Testimony[] {
  const { statusesWithAllowOrigin: covered, statusesWithoutAllowOrigin: bare, witnesses } = timeline;
  if (covered.length + bare.length < 2) return [];
  const shown = (list: readonly number[]) => listOf(list.map(String));
  const mixed = covered.filter((status) => bare.includes(status));
  const always = covered.filter((status) => !mixed.includes(status));
  const never = bare.filter((status) => !mixed.includes(status));
  const said = [
    ...(always.length > 0 ? [prose`comes with ${shown(always)}`] : []),
    ...(mixed.length > 0 ? [prose`comes with some answers of status ${shown(mixed)} and not with others`] : []),
    ...(never.length > 0 ? [prose`does not come with ${shown(never)}`] : []),
  ];
  const text = prose`${ALLOW_ORIGIN} ${said.flatMap((part, index) => (index === 0 ? part : prose`, and ${part}`))}.`;
  const example = witnesses.find(({ allowOrigin }) => allowOrigin !== null);
  return [{ kind: 'statuses', text, ...(example ? { traceId: example.traceId } : {}) }];
}

function origins({ timeline }: AnalyzedTrace): readonly Testimony[] {
  const { allowedOrigins, witnesses } = timeline;
  if (allowedOrigins.length === 0) return [];
  const example = witnesses.find(({ allowOrigin }) => allowOrigin !== null && allowedOrigins.includes(allowOrigin));
  const text = prose`Origins that it let pass by name: ${listOf(allowedOrigins)}.`;
  return [{ kind: 'origins', text, ...(example ? { traceId: example.traceId } : {}) }];
}

function poisoner({ cacheFill }: AnalyzedTrace): readonly Testimony[] {
  if (!cacheFill) return [];
  const sent = cacheFill.origin === null ? prose`without ${code('Origin')}` : prose`from ${code(cacheFill.origin)}`;
  const text = prose`This answer came from the browser's cache, where a request ${sent} left it.`;
  return [{ kind: 'cache', text, traceId: cacheFill.traceId }];
}

/** The earlier permissions that this request was sent with. */
function remembered({ preflightHistory }: AnalyzedTrace): readonly Testimony[] {
  return preflightHistory.flatMap((found): readonly Testimony[] => {
    if (found?.kind !== 'answered') return [];
    const { traceId, validUntil, stale } = found;
    const text = prose`No preflight was sent, because the answer to an earlier one was remembered.`;
    const permission: Testimony = { kind: 'preflight', text, traceId, until: validUntil };
    if (!stale) return [permission];
    const contradiction = prose`The server has since answered the same question otherwise.`;
    return [permission, { kind: 'contradiction', text: contradiction, traceId: stale.traceId }];
  });
}

/** This request's own preflights that later requests go by. */
function willBeRemembered({ trace, judgement }: AnalyzedTrace): readonly Testimony[] {
  return trace.hops.flatMap((hop, index): readonly Testimony[] => {
    const response = hop.preflight?.response;
    const failed = judgement.failure?.hop === index && judgement.failure.phase === 'preflight';
    const seconds = response && !failed ? preflightMaxAge(response.headers, judgement.dialect) : 0;
    if (!response || seconds <= 0) return [];
    const text = prose`The answer to this preflight is remembered, so requests like this one go out without asking.`;
    return [{ kind: 'preflight', text, until: response.receivedAt + seconds * 1000 }];
  });
}
