import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import { hasSnippet, recognisedStack, type SuggestedFix, suggestFix } from '../ui/suggested-fix.ts';
import type { PanelState } from './state.ts';

/** The fix that the detail shows, with everything that was picked for it. */
export interface ShownFix {
  readonly stack: StackId;
  /** The server shows itself to be of a stack that there are snippets for. */
  readonly recognised: StackId | undefined;
  readonly fix: SuggestedFix;
}

/** Undefined where no configuration of the reader's own server helps. */
export function shownFix(analyzed: AnalyzedTrace, state: PanelState): ShownFix | undefined {
  const { serverOrigin, server } = analyzed;
  const { extents, foreign, versions } = state.fixChoices;
  if (!hasSnippet(analyzed) || foreign.value.has(serverOrigin)) return undefined;
  const recognised = recognisedStack(server);
  const stack = state.chosenStacks.value.get(serverOrigin) ?? recognised ?? state.settings.value.defaultStack;
  const fix = suggestFix(analyzed, state.around.value, {
    scope: state.scope.value,
    stack,
    version: versions.value.get(stack),
    extent: extents.value.get(serverOrigin),
  });
  return { stack, recognised, fix };
}
