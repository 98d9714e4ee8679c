import type { CheckId, NetworkErrorReason, Phase, SpecStep, StepOutcome } from './network-error.ts';

/**
 * What one check says about the response alone, before it is known whether the fetch got that far. `undecided`: it has
 * nothing to look at, because what an earlier check found wrong is its input.
 */
export type CheckResult =
  | { readonly check: CheckId; readonly spec: SpecStep; readonly verdict: 'success' | 'undecided' }
  | {
      readonly check: CheckId;
      readonly spec: SpecStep;
      readonly verdict: 'failure';
      readonly reason: NetworkErrorReason;
    };

/** `undefined`: the check would pass. `'undecided'`: see {@link CheckResult}. */
export type Finding = NetworkErrorReason | 'undecided' | undefined;

export function checkResult(check: CheckId, spec: SpecStep, finding: Finding): CheckResult {
  if (finding === undefined) return { check, spec, verdict: 'success' };
  if (finding === 'undecided') return { check, spec, verdict: 'undecided' };
  return { check, spec, verdict: 'failure', reason: finding };
}

/**
 * The results of one response as steps of the fetch: everything up to the first failure as it is, everything after it as
 * `not-reached`. `ended`: an earlier response had ended the fetch already.
 */
export function toSteps(
  results: readonly CheckResult[],
  phase: Phase,
  hop: number,
  ended: boolean,
): readonly StepOutcome[] {
  const firstFailure = results.findIndex(({ verdict }) => verdict === 'failure');
  return results.map((result, index) => {
    const reached = !ended && (firstFailure === -1 || index <= firstFailure);
    return reached ? reachedStep(result, phase, hop) : notReachedStep(result, phase, hop);
  });
}

function reachedStep(result: CheckResult, phase: Phase, hop: number): StepOutcome {
  const { check, spec } = result;
  if (result.verdict === 'failure') return { check, spec, phase, hop, result: 'failure', reason: result.reason };
  return { check, spec, phase, hop, result: result.verdict === 'success' ? 'success' : 'unknown' };
}

function notReachedStep(result: CheckResult, phase: Phase, hop: number): StepOutcome {
  const { check, spec, verdict } = result;
  // Written out: steps are most of what a judgement allocates, and spreading costs more than the rest of it.
  if (verdict === 'failure') {
    return { check, spec, phase, hop, result: 'not-reached', wouldBe: 'failure', reason: result.reason };
  }
  if (verdict === 'success') return { check, spec, phase, hop, result: 'not-reached', wouldBe: 'success' };
  return { check, spec, phase, hop, result: 'not-reached' };
}
