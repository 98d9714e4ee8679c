import { type Prose, prose } from '../rules/prose.ts';
import type { Policy } from './policy-type.ts';
import type { SnippetContext } from './stacks/stack.ts';

/** Cookies are sent with requests that change something, and what is configured here does not check where those come from. */
export function forgedRequestNote(policy: Policy, context: SnippetContext, who: string): readonly Prose[] {
  if (!policy.credentials || !context.unsafeMethodsWithCredentials) return [];
  return [
    prose`${who} does not check for forged requests: require a CSRF token wherever a cookie is enough to change something.`,
  ];
}
