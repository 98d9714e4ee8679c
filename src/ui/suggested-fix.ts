import { policyContext, policyFor } from '../analyzer/fixes/policy.ts';
import type { Policy } from '../analyzer/fixes/policy-type.ts';
import { STACKS } from '../analyzer/fixes/stacks/index.ts';
import type { Refusal, Snippet, Stack } from '../analyzer/fixes/stacks/stack.ts';
import type { AnalyzedTrace, Report } from '../analyzer/report.ts';
import type { Change } from '../analyzer/rules/rule.ts';
import type { ServerGuess, StackId } from '../analyzer/server/server-guess.ts';

/** One request, or everything that the page asked of the same server. */
export type Scope = 'request' | 'page';

export interface SuggestedFix {
  readonly stack: Stack;
  readonly result: Snippet | Refusal;
  readonly policy: Policy;
  /** How many of the observed fetches the policy lets through; present for the whole page only. */
  readonly reach: { readonly wouldAllow: number; readonly of: number } | undefined;
}

/** Changes that a server's CORS configuration can make; only for these is there something to paste. */
const CONFIGURABLE: ReadonlySet<Change['kind']> = new Set<Change['kind']>([
  'allow-origin',
  'allow-credentials',
  'allow-method',
  'allow-headers',
  'expose-headers',
  'vary-origin',
  'single-layer',
  'answer-preflight',
]);

const IN_THE_PAGE: ReadonlySet<Change['kind']> = new Set<Change['kind']>([
  'request-url',
  'drop-credentials',
  'request-method',
  'drop-request-headers',
  'request-mode-cors',
  'give-page-an-origin',
]);

function isConfigurable(change: Change): boolean {
  return CONFIGURABLE.has(change.kind);
}

/** Where a change has to be made. */
export function placeOf(change: Change): 'page' | 'server' | 'browser' {
  if (IN_THE_PAGE.has(change.kind)) return 'page';
  return change.kind === 'browser-setting' ? 'browser' : 'server';
}

/** Every change that the diagnoses of one fetch ask for, without repeats: those of the page first, they need no deploy. */
export function changesOf({ cause, findings }: AnalyzedTrace): readonly Change[] {
  const diagnoses = [...(cause ? [cause] : []), ...findings.filter((finding) => finding.changes.length > 0)];
  const seen = new Map<string, Change>();
  for (const change of diagnoses.flatMap((diagnosis) => diagnosis.changes)) {
    const key = JSON.stringify(change);
    if (!seen.has(key)) seen.set(key, change);
  }
  const order = { page: 0, server: 1, browser: 2 };
  const changes = [...seen.values()];
  return changes.filter((change) => !isCovered(change, changes)).sort((a, b) => order[placeOf(a)] - order[placeOf(b)]);
}

/** Allowing credentials says the same origin already. */
function isCovered(change: Change, changes: readonly Change[]): boolean {
  return (
    change.kind === 'allow-origin' &&
    changes.some((other) => other.kind === 'allow-credentials' && other.origin === change.origin)
  );
}

/** The cause can be removed on either side: in the page, or on the server. */
export function offersChoice({ cause }: AnalyzedTrace): boolean {
  const places = new Set(cause?.changes.map(placeOf));
  return places.has('page') && places.has('server');
}

export function hasSnippet(analyzed: AnalyzedTrace): boolean {
  return analyzed.judgement.usesCors && analyzed.serverOrigin !== 'null' && changesOf(analyzed).some(isConfigurable);
}

/** The stack that the server shows itself to be, when there are snippets for it. */
export function recognisedStack(server: ServerGuess): StackId | undefined {
  return STACKS.find((stack) => stack.id === server.stack)?.id;
}

/** The policy for `analyzed` in the words of one stack, or for every fetch of `report` to the same server. */
export function suggestFix(analyzed: AnalyzedTrace, report: Report, scope: Scope, stackId: StackId): SuggestedFix {
  const stack = STACKS.find(({ id }) => id === stackId);
  if (!stack) throw new Error(`no stack file for ${stackId}`);
  const { serverOrigin } = analyzed;
  const whole = scope === 'page' ? report.policies.find(({ policy }) => policy.server === serverOrigin) : undefined;
  const subjects = whole
    ? report.traces.filter((other) => other.serverOrigin === serverOrigin && other.judgement.usesCors)
    : [analyzed];
  const policy = whole?.policy ?? policyFor(serverOrigin, [analyzed]);
  return {
    stack,
    result: stack.render(policy, policyContext(subjects)),
    policy,
    reach: whole && { wouldAllow: whole.wouldAllow, of: whole.of },
  };
}
