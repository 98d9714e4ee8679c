import { knownValue } from '../fetch/known.ts';
import { classifyNetError } from '../fetch/net-error.ts';
import type { Phase } from '../fetch/network-error.ts';
import { serializedOriginOf } from '../fetch/origin.ts';
import type { Change } from '../rules/rule.ts';
import type { FetchTrace } from '../trace/fetch-trace.ts';
import { judgeAlike } from '../trace/judge-alike.ts';
import { answeredHop, comparedOrigins } from './answered.ts';
import { carryOn } from './carry-on.ts';
import { changeOnPaper } from './changes.ts';
import type { CorsAnswer } from './cors-answer.ts';
import type { Policy } from './policy-type.ts';

/**
 * The fetch as it would go if its server followed `policy`: hops to `policy.server` are answered accordingly, a request
 * that was held back is sent, other servers' answers stay. Its outcome is `pending`, so judging it again shows what the
 * headers alone decide. An opaque origin is never allowed, and a fetch that failed for another reason than CORS comes
 * back unchanged (the same object), as does one that has nothing to do with the server.
 */
export function applyPolicy(trace: FetchTrace, policy: Policy): FetchTrace {
  if (failedInTransport(trace)) return trace;
  const origins = comparedOrigins(trace);
  const concerned = trace.hops.map((hop, index) => {
    const target = serializedOriginOf(hop.url);
    return target === policy.server && target !== origins[index];
  });
  if (!concerned.includes(true)) return trace;
  const hops = trace.hops.map((hop, index) =>
    concerned[index] ? answeredHop(hop, answerOf(policy, origins[index] ?? 'null')) : hop,
  );
  return carryOn({ ...withSettledCredentials(trace), hops }, (url, origin) =>
    serializedOriginOf(url) === policy.server ? answerOf(policy, origin) : undefined,
  );
}

/**
 * The fetch after a rule's changes were made: `at` names the exchange whose failing check the changes are for. A change
 * that concerns headers touches nothing else, so that what would fail next still shows; one that sends the request
 * elsewhere, or repairs what answered in the server's stead, is followed by a correct answer. The outcome is `pending`.
 * The same object comes back when there is nothing that the changes could change.
 */
export function applyChanges(
  trace: FetchTrace,
  changes: readonly Change[],
  at: { readonly phase: Phase; readonly hop: number },
): FetchTrace {
  const before = withSettledCredentials(trace);
  const changed = changes.reduce((current, change) => changeOnPaper(current, change, at), before);
  if (changed === before) return trace;
  return carryOn(changed, (_url, origin) => (origin === 'null' ? undefined : { origin, credentials: true }));
}

/**
 * On paper the outcome that the credentials mode was inferred from is gone, so what was decided is written down. A mode
 * that stayed unknown counts as the default: needs that did not show are not invented.
 */
function withSettledCredentials(trace: FetchTrace): FetchTrace {
  const known = settledMemo.get(trace);
  if (known) return known;
  const credentialsMode = knownValue(judgeAlike(trace).credentials) ?? 'same-origin';
  const settled = { ...trace, pageReport: { ...trace.pageReport, credentialsMode } };
  settledMemo.set(trace, settled);
  return settled;
}

const settledMemo = new WeakMap<FetchTrace, FetchTrace>();

function answerOf(policy: Policy, origin: string): CorsAnswer {
  if (origin === 'null' || !policy.origins.includes(origin)) return {};
  const { credentials, methods, requestHeaders, exposeHeaders, maxAge } = policy;
  return { origin, credentials, methods, requestHeaders, exposeHeaders, maxAge };
}

/** The browser named a reason that no header can remove. */
function failedInTransport({ outcome, hops }: FetchTrace): boolean {
  if (outcome.kind !== 'error' || outcome.afterResponseStarted) return false;
  const ofPreflight = hops.at(-1)?.preflight?.netError;
  return [outcome.netError, ofPreflight ?? outcome.netError].some((error) => classifyNetError(error) !== 'failed');
}
