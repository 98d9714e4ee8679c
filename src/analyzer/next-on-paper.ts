import { hasHeader } from './fetch/header-list.ts';
import type { StepOutcome } from './fetch/network-error.ts';
import { applyChanges } from './fixes/patch.ts';
import type { Change, Diagnosis } from './rules/rule.ts';
import type { FetchTrace } from './trace/fetch-trace.ts';
import { judgeAlike } from './trace/judge-alike.ts';
import type { Judgement } from './trace/judgement.ts';

/** A fetch as it would go, and what the headers would then lead to. */
interface Fixed {
  readonly trace: FetchTrace;
  readonly judgement: Judgement;
}

type Repaired = Pick<Diagnosis, 'changes' | 'phase' | 'hop'>;

/**
 * The fetch with as few of a diagnosis's changes made as take its failing check away, so that whatever else is wrong
 * still shows. Pending: on paper the browser has not acted yet. Undefined when the check fails whatever is changed.
 */
export function fixedOnPaper(trace: FetchTrace, diagnosis: Repaired, failure: StepOutcome): Fixed | undefined {
  for (const attempt of attemptsAt(trace, diagnosis, failure)) {
    const changed = attempt();
    if (changed === trace) continue;
    const pending: FetchTrace = { ...changed, outcome: { kind: 'pending' } };
    const judgement = judgeAlike(pending);
    if (!failsAgain(judgement, failure)) return { trace: pending, judgement };
  }
  return undefined;
}

/** From the least change to the whole fix. */
function attemptsAt(trace: FetchTrace, { changes, phase, hop }: Repaired, { check }: StepOutcome) {
  const apply = (some: readonly Change[]) => () => applyChanges(trace, some, { phase, hop });
  // A page that asks otherwise gets around what the server does wrong, and that would be lost.
  const ofServer = changes.filter(({ kind }) => !/^(?:request|drop|give)-/.test(kind));
  const prefixes = [ofServer, changes].flatMap((list) => list.map((_change, index) => apply(list.slice(0, index + 1))));
  return check === 'preflight-status-ok' ? [() => withGoodStatus(trace, hop), ...prefixes] : prefixes;
}

function failsAgain({ failure }: Judgement, { check, phase, hop }: StepOutcome): boolean {
  return failure?.check === check && failure.phase === phase && failure.hop === hop;
}

/** A preflight's answer that has CORS headers keeps them: only its status was wrong. */
function withGoodStatus(trace: FetchTrace, index: number): FetchTrace {
  const hop = trace.hops[index];
  const response = hop?.preflight?.response;
  if (!hop?.preflight || !response || !hasHeader(response.headers, 'access-control-allow-origin')) return trace;
  const preflight = { ...hop.preflight, response: { ...response, status: 204 } };

  return applyChanges({ ...trace, hops: trace.hops.with(index, { ...hop, preflight }) }, [], {
    phase: 'preflight',
    hop: index,
  });
}
