import type { Policy } from '../../../../src/analyzer/fixes/policy-type.ts';
import type { Snippet, SnippetContext, Stack } from '../../../../src/analyzer/fixes/stacks/stack.ts';
import { plainText } from '../../../../src/analyzer/rules/prose.ts';
import { NO_CONTEXT, POLICY } from './policies.ts';

/** Throws with the reason when the stack refuses. */
export function rendered(stack: Stack, change: Partial<Policy> = {}, context: Partial<SnippetContext> = {}): Snippet {
  const result = stack.render({ ...POLICY, ...change }, { ...NO_CONTEXT, ...context });
  if ('refused' in result) throw new Error(plainText(result.refused));
  return result;
}

/** Why the stack refuses; undefined when it does not. */
export function refusal(stack: Stack, change: Partial<Policy>): string | undefined {
  const result = stack.render({ ...POLICY, ...change }, NO_CONTEXT);
  return 'refused' in result ? plainText(result.refused) : undefined;
}
