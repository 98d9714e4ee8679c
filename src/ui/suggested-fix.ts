import { pagePolicy } from '../analyzer/analyze.ts';
import { policyContext, policyFor } from '../analyzer/fixes/policy.ts';
import type { Policy } from '../analyzer/fixes/policy-type.ts';
import { STACKS } from '../analyzer/fixes/stacks/index.ts';
import type { Refusal, Snippet, Stack, StackVersion } from '../analyzer/fixes/stacks/stack.ts';
import type { AnalyzedTrace, Report } from '../analyzer/report.ts';
import type { Change, Diagnosis } from '../analyzer/rules/rule.ts';
import type { ServerGuess, StackId } from '../analyzer/server/server-guess.ts';

/** One request, or everything that the page asked of the same server. */
export type Scope = 'request' | 'page';

/** Everything to paste into a server without CORS, or only what changes in one that has its library already. */
export type Extent = 'full' | 'change';

/** What the reader picked; what is left out is picked for them. */
export interface FixChoice {
  readonly scope: Scope;
  readonly stack: StackId;
  readonly version?: string | undefined;
  readonly extent?: Extent | undefined;
}

export interface SuggestedFix {
  readonly stack: Stack;
  /** Undefined for a stack whose one text serves every version. */
  readonly version: StackVersion | undefined;
  /** The shown one, and whether there is another to choose. */
  readonly extent: Extent;
  readonly hasChange: boolean;
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
export function changesOf(analyzed: AnalyzedTrace): readonly Change[] {
  const known = changesMemo.get(analyzed);
  if (known) return known;
  const changes = readChanges(analyzed);
  changesMemo.set(analyzed, changes);
  return changes;
}

const changesMemo = new WeakMap<AnalyzedTrace, readonly Change[]>();

function readChanges({ cause, findings }: AnalyzedTrace): readonly Change[] {
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

/** The policy for `analyzed` in the words of one stack, or for every fetch of its page to the same server. */
export function suggestFix(analyzed: AnalyzedTrace, report: Report, choice: FixChoice): SuggestedFix {
  const stack = STACKS.find(({ id }) => id === choice.stack);
  if (!stack) throw new Error(`no stack file for ${choice.stack}`);
  const { subjects, policy, reach } = scopeOf(analyzed, report, choice.scope);
  const version = stack.versions?.find(({ id }) => id === choice.version) ?? stack.versions?.[0];
  const context = policyContext(subjects);
  const changes = allChanges(subjects).filter(isConfigurable);
  const change = stack.renderChange?.(changes, policy, context, version?.id);
  const hasChange = change !== undefined && !('refused' in change);
  const wanted = choice.extent ?? (analyzed.server.middleware === 'ran-and-refused' ? 'change' : 'full');
  const isChange = hasChange && wanted === 'change';
  return {
    stack,
    version,
    extent: isChange ? 'change' : 'full',
    hasChange,
    result: isChange ? change : stack.render(policy, context, version?.id),
    policy,
    reach,
  };
}

/** What one request needs of its server, or everything that its page needs of it. */
export function scopeOf(analyzed: AnalyzedTrace, report: Report, scope: Scope) {
  const { serverOrigin } = analyzed;
  const page = scope === 'page' ? pagePolicy(analyzed, report) : undefined;
  return {
    subjects: page?.subjects ?? [analyzed],
    policy: page?.policy.policy ?? policyFor(serverOrigin, [analyzed], report.traces),
    reach: page && { wouldAllow: page.policy.wouldAllow, of: page.policy.of },
  };
}

/** Fetches with the same diagnoses ask for the same changes, so one of each is looked at. */
function allChanges(subjects: readonly AnalyzedTrace[]): readonly Change[] {
  const met = new Map<AnalyzedTrace['findings'], Set<Diagnosis | undefined>>();
  const examples = subjects.filter(({ cause, findings }) => {
    const causes = met.get(findings) ?? new Set();
    const isNew = !causes.has(cause);
    met.set(findings, causes.add(cause));
    return isNew;
  });
  const seen = new Map(examples.flatMap(changesOf).map((change) => [JSON.stringify(change), change]));
  return [...seen.values()];
}
