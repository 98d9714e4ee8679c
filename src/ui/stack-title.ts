import type { ServerGuess } from '../analyzer/server/server-guess.ts';
import { STACK_NAMES } from '../analyzer/server/stack-names.ts';

/** A stack as it writes itself. */
export function stackTitle(stack: NonNullable<ServerGuess['stack']>): string {
  return STACK_NAMES[stack];
}
