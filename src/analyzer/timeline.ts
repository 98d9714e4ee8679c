import { getHeader } from './fetch/header-list.ts';
import { serializedOriginOf } from './fetch/origin.ts';
import type { Permission, Timeline, Witness } from './rules/rule.ts';
import type { FetchTrace } from './trace/fetch-trace.ts';
import type { Judgement } from './trace/judgement.ts';

/** A server that echoes whatever it is sent must not make this grow without end. */
const WITNESSES_KEPT = 100;
const PERMISSIONS_KEPT = 30;

/**
 * What the requests to one server show together: evidence that a single request cannot give. `subjects`: of requests that
 * are alike those that came first are enough; `all`: every one of them, since each may be for another path.
 */
export function timelineOf(server: string, subjects: readonly Subject[], all: readonly Subject[]): Timeline {
  const allowed = new Set<string>();
  const withHeader = new Set<number>();
  const withoutHeader = new Set<number>();
  const witnesses = new Map<string, Witness>();
  for (const subject of subjects) {
    for (const { key, witness, isNamed } of shownBy(subject, server)) {
      const { status, allowOrigin } = witness;
      (allowOrigin === null ? withoutHeader : withHeader).add(status);
      if (allowOrigin !== null && isNamed) allowed.add(allowOrigin);
      if (witnesses.size < WITNESSES_KEPT && !witnesses.has(key)) witnesses.set(key, witness);
    }
  }
  return {
    allowedOrigins: [...allowed].sort(),
    statusesWithAllowOrigin: ascending(withHeader),
    statusesWithoutAllowOrigin: ascending(withoutHeader),
    witnesses: [...witnesses.values()],
    permissions: permissionsOf(server, all),
  };
}

function permissionsOf(server: string, subjects: readonly Subject[]): readonly Permission[] {
  const permissions = new Map<string, Permission>();
  for (const subject of subjects) {
    if (permissions.size >= PERMISSIONS_KEPT) break;
    for (const permission of permittedBy(subject, server)) {
      const key = permissionKey(permission);
      if (!permissions.has(key)) permissions.set(key, permission);
    }
  }
  return [...permissions.values()];
}

function permissionKey({ origin, url, method, headerNames }: Permission): string {
  return [origin, method, url, ...headerNames].join(' ');
}

interface Subject {
  readonly trace: FetchTrace;
  readonly judgement: Judgement;
}

/** One response of the server. `key`: equal for responses that show the same. */
interface Shown {
  readonly key: string;
  readonly witness: Witness;
  /** The browser's own origin is what the header names. */
  readonly isNamed: boolean;
}

const shownMemo = new WeakMap<Subject, { readonly server: string; readonly shown: readonly Shown[] }>();

function shownBy(subject: Subject, server: string): readonly Shown[] {
  const known = shownMemo.get(subject);
  if (known?.server === server) return known.shown;
  const shown = readShown(subject, server);
  shownMemo.set(subject, { server, shown });
  return shown;
}

const permittedMemo = new WeakMap<Subject, { readonly server: string; readonly permitted: readonly Permission[] }>();

function permittedBy(subject: Subject, server: string): readonly Permission[] {
  const { trace, judgement } = subject;
  if (!judgement.usesCors || !trace.hops.some(({ preflight }) => preflight)) return NONE;
  const known = permittedMemo.get(subject);
  if (known?.server === server) return known.permitted;
  const permitted = readPermitted(subject, server);
  permittedMemo.set(subject, { server, permitted });
  return permitted;
}

/** The request itself is sent only when its preflight was passed. */
function readPermitted({ trace, judgement }: Subject, server: string): readonly Permission[] {
  return trace.hops.flatMap((hop, index): readonly Permission[] => {
    const at = hop.preflight?.response?.receivedAt;
    const origin = judgement.origins[index];
    if (at === undefined || !hop.response || origin === undefined || serializedOriginOf(hop.url) !== server) return [];
    const headerNames = judgement.preflights[index]?.unsafeHeaderNames ?? [];
    return [{ traceId: trace.id, at, origin, url: hop.url, method: hop.method, headerNames }];
  });
}

const NONE: readonly never[] = [];

function readShown({ trace, judgement }: Subject, server: string): readonly Shown[] {
  if (!judgement.usesCors) return [];
  return trace.hops.flatMap((hop, index): readonly Shown[] => {
    if (!hop.response || hop.redirect?.byExtension || serializedOriginOf(hop.url) !== server) return [];
    const allowOrigin = getHeader(hop.response.headers, 'access-control-allow-origin');
    const { status } = hop.response;
    const isNamed = allowOrigin === judgement.origins[index] && allowOrigin !== 'null';
    return [{ key: `${status} ${allowOrigin}`, witness: { traceId: trace.id, status, allowOrigin }, isNamed }];
  });
}

function ascending(numbers: ReadonlySet<number>): readonly number[] {
  return [...numbers].sort((a, b) => a - b);
}
