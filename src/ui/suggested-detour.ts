import type { DetourId, DetourSnippet } from '../analyzer/fixes/detours/detour.ts';
import { detourById } from '../analyzer/fixes/detours/index.ts';
import { policyFor } from '../analyzer/fixes/policy.ts';
import type { Refusal } from '../analyzer/fixes/stacks/stack.ts';
import type { AnalyzedTrace, Report } from '../analyzer/report.ts';
import { type Scope, scopeOf } from './suggested-fix.ts';

/** How the page gets what it asks of a server that cannot be changed: for one request, or for all to that server. */
export function suggestDetour(
  analyzed: AnalyzedTrace,
  report: Report,
  choice: { readonly scope: Scope; readonly detour: DetourId },
): DetourSnippet | Refusal {
  // What works already needs no way around: one request alone counts, unlike in a policy for the server.
  const policy =
    choice.scope === 'request'
      ? policyFor(analyzed.serverOrigin, [analyzed])
      : scopeOf(analyzed, report, choice.scope).policy;
  return detourById(choice.detour).render({ ...policy, pageOrigin: analyzed.trace.initiatorOrigin ?? 'null' });
}
