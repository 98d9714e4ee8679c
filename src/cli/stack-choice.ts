import { STACKS } from '../analyzer/fixes/stacks/index.ts';
import type { AnalyzedTrace } from '../analyzer/report.ts';
import type { StackId } from '../analyzer/server/server-guess.ts';
import { recognisedStack } from '../ui/suggested-fix.ts';

export function stackIds(): readonly StackId[] {
  return STACKS.map(({ id }) => id);
}

/** The chosen stack, else the one that the server shows itself to be. */
export function stackFor({ server }: AnalyzedTrace, chosen: StackId | undefined): StackId | undefined {
  return chosen ?? recognisedStack(server);
}
