import type { Phase, StepOutcome } from './fetch/network-error.ts';
import { serializedOriginOf } from './fetch/origin.ts';
import { fixedOnPaper } from './next-on-paper.ts';
import { RULES } from './rules/index.ts';
import type { AnyRule, Diagnosis, Refines, RuleContext, Timeline } from './rules/rule.ts';
import type { ServerGuess } from './server/server-guess.ts';
import type { EarlierRequests } from './trace/earlier-requests.ts';
import { type FetchTrace, type Hop, lastHop } from './trace/fetch-trace.ts';
import type { Judgement } from './trace/judgement.ts';

/** What a diagnosis may use beyond the fetch itself. */
export interface Surroundings {
  readonly server: ServerGuess;
  readonly timeline: Timeline;
  readonly earlier: EarlierRequests;
  /** What rules are given to look at instead of a trace; the trace itself where it is absent. */
  readonly shown?: (trace: FetchTrace) => FetchTrace;
}

/** The words for a judgement: exactly one cause when the fetch was blocked. */
export function causeOf(trace: FetchTrace, judgement: Judgement, surroundings: Surroundings): Diagnosis | undefined {
  return judgement.verdict === 'blocked'
    ? blockingDiagnosis(trace, judgement, judgement.failure, surroundings)
    : undefined;
}

/** All that findings depend on of the cause that they are beside. */
export type Problem = Pick<Diagnosis, 'rule' | 'phase' | 'hop' | 'changes'>;

/** What else there is to say: what would fail next, then risks and notes. */
export function findingsOf(
  trace: FetchTrace,
  judgement: Judgement,
  cause: Problem | undefined,
  surroundings: Surroundings,
): readonly Diagnosis[] {
  const findings = [
    ...likelyCause(trace, judgement, surroundings),
    ...otherCandidates(trace, judgement, surroundings),
    ...(cause ? nextFailures(trace, cause, judgement.failure, surroundings) : []),
    ...remarks(trace, judgement, surroundings),
  ];
  return withoutRepeats(findings, cause);
}

/** Where only the mode is missing, what it is in mode cors, which is the usual one. */
function likelyCause(trace: FetchTrace, judgement: Judgement, surroundings: Surroundings): readonly Diagnosis[] {
  const { verdict, missing, failure } = judgement;
  if (verdict !== 'undetermined' || !missing.includes('request-mode') || !failure) return [];
  const diagnosis = blockingDiagnosis(trace, judgement, failure, surroundings);
  return diagnosis ? [diagnosis] : [];
}

/** The index of the hop that a verdict is about: the failing one, else the last. */
export function judgedHop(trace: FetchTrace, judgement: Judgement): number {
  return judgement.failure?.hop ?? trace.hops.length - 1;
}

function blockingDiagnosis(
  trace: FetchTrace,
  judgement: Judgement,
  failure: StepOutcome | undefined,
  surroundings: Surroundings,
): Diagnosis | undefined {
  const context = ruleContext(trace, judgement, failure, surroundings);
  return firstMatch(rulesOf(refinesOf(context)).blocking, context);
}

/** The rules of one family, in the order in which they are asked. */
interface Family {
  /** Roots come first. */
  readonly blocking: readonly AnyRule[];
  readonly remarks: readonly AnyRule[];
}

const families = new Map<Refines, Family>();

function rulesOf(refines: Refines): Family {
  const known = families.get(refines);
  if (known) return known;
  const rules = RULES.filter((rule) => rule.refines.includes(refines));
  const blocking = rules.filter(({ effect }) => effect === 'blocks');
  const [roots, others] = [blocking.filter(isRoot), blocking.filter((rule) => !isRoot(rule))];
  const family = { blocking: [...roots, ...others], remarks: rules.filter(({ effect }) => effect !== 'blocks') };
  families.set(refines, family);
  return family;
}

function isRoot(rule: AnyRule): boolean {
  return rule.rank === 'root';
}

function firstMatch(rules: readonly AnyRule[], context: RuleContext): Diagnosis | undefined {
  for (const rule of rules) {
    const diagnosis = rule.diagnose(context);
    if (diagnosis) return diagnosis;
  }
  return undefined;
}

/** Which family of rules a context belongs to. A CORS block without a failing check is one that the headers do not explain. */
function refinesOf(context: RuleContext): Refines {
  if (context.reason) return context.reason.kind;
  if (context.judgement.blockedBy === 'cors') return 'unexplained';
  return `net:${context.netError ?? 'failed'}`;
}

/** When the credentials mode decides between two reasons, the less likely one is shown as a finding. */
function otherCandidates(trace: FetchTrace, judgement: Judgement, surroundings: Surroundings): readonly Diagnosis[] {
  return judgement.candidates
    .filter((candidate) => candidate.failure !== undefined && candidate.failure !== judgement.failure)
    .map((candidate) => blockingDiagnosis(trace, judgement, candidate.failure, surroundings))
    .filter((diagnosis) => diagnosis !== undefined);
}

/**
 * Applies the fix on paper, judges again, and names what would have failed next, until nothing fails: one list instead of
 * several deploys. Ends as well where no change on paper takes a problem away.
 */
function nextFailures(
  trace: FetchTrace,
  cause: Problem,
  failure: StepOutcome | undefined,
  surroundings: Surroundings,
): readonly Diagnosis[] {
  const found: Diagnosis[] = [];
  const met = new Set([placeOf(cause)]);
  let current = trace;
  let last: { readonly diagnosis: Problem; readonly failure: StepOutcome | undefined } = { diagnosis: cause, failure };
  for (;;) {
    const fixed = last.failure && fixedOnPaper(current, last.diagnosis, last.failure);
    if (!fixed) return found;
    current = fixed.trace;
    const { judgement } = fixed;
    if (!judgement.failure || judgement.expected !== 'blocked') return found;
    const next = blockingDiagnosis(current, judgement, judgement.failure, surroundings);
    if (!next || met.has(placeOf(next))) return found;
    met.add(placeOf(next));
    found.push(next);
    last = { diagnosis: next, failure: judgement.failure };
  }
}

/** One problem is one rule at one response: the same rule may apply to the preflight and again to the request. */
function placeOf({ rule, phase, hop }: Problem): string {
  return `${rule} ${phase} ${hop}`;
}

function remarks(trace: FetchTrace, judgement: Judgement, surroundings: Surroundings): readonly Diagnosis[] {
  const family: Refines | null =
    judgement.verdict === 'opaque' ? 'opaque' : lastHop(trace).response ? 'response' : null;
  if (family === null || judgement.verdict === 'not-cors') return [];
  const context = ruleContext(trace, judgement, judgement.failure, surroundings);
  return rulesOf(family)
    .remarks.map((rule) => rule.diagnose(context))
    .filter((diagnosis) => diagnosis !== undefined);
}

function withoutRepeats(findings: readonly Diagnosis[], cause: Problem | undefined): readonly Diagnosis[] {
  const seen = new Set(cause ? [placeOf(cause)] : []);
  return findings.filter((finding) => {
    const place = placeOf(finding);
    return !seen.has(place) && seen.add(place);
  });
}

function ruleContext(
  trace: FetchTrace,
  judgement: Judgement,
  failure: StepOutcome | undefined,
  { server, timeline, earlier, shown }: Surroundings,
): RuleContext {
  const hopIndex = failure?.hop ?? trace.hops.length - 1;
  const { url } = trace.hops[hopIndex] ?? lastHop(trace);
  const seen = shown ? shown(trace) : trace;
  const hop: Hop = seen.hops[hopIndex] ?? lastHop(seen);
  const phase: Phase = failure?.phase ?? 'actual';
  return {
    trace: seen,
    judgement,
    failure,
    reason: failure?.reason,
    netError: judgement.netError,
    phase,
    hopIndex,
    hop,
    exchange: phase === 'preflight' && hop.preflight ? hop.preflight : hop,
    serializedOrigin: judgement.origins[hopIndex] ?? 'null',
    serverOrigin: serializedOriginOf(url),
    server,
    timeline,
    earlier,
  };
}
