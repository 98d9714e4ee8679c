import { code, type Prose, prose } from '../rules/prose.ts';
import { isLoopbackOrigin } from './normalise-origin.ts';
import type { Policy } from './policy-type.ts';
import type { SnippetContext } from './stacks/stack.ts';

/** What is true of a policy whatever the stack: each note appears only when its condition holds. */
export function policyNotes(policy: Policy): readonly Prose[] {
  const local = policy.origins.filter(isLoopbackOrigin);
  if (local.length === 0) return [];
  const what = local.length === 1 ? 'is a page' : 'are pages';
  const them = local.length === 1 ? 'it' : 'them';
  return [prose`${listed(local)} ${what} on the developer’s own machine: keep ${them} out of the production settings.`];
}

/** Somebody sets the header already, and not for this page. `how`: what the library makes of that. */
export function otherLayerNote(context: SnippetContext, how: Prose): readonly Prose[] {
  if (!context.unfitAllowOrigin) return [];
  return [
    prose`The server answers with an ${code('Access-Control-Allow-Origin')} that is not this page’s. ${how} Nothing else may set it, neither code of the application nor a proxy in front.`,
  ];
}

/** Cookies have to be told to cross sites, and then anybody’s page can send them along. */
export function crossSiteCookieNote(policy: Policy, context: SnippetContext, how: Prose): readonly Prose[] {
  if (!policy.credentials || !context.crossSiteCookies) return [];
  return [
    prose`Page and server are on different sites, so cookies travel only with ${code('SameSite=None; Secure')}, over https: ${how} This takes away a protection against forged requests, so every request that changes something needs a CSRF token. A browser that blocks third-party cookies sends them in no case.`,
  ];
}

/** The first path segment that every request has in common; undefined when there is none that is safe to print. */
export function commonPathPrefix(policy: Policy): string | undefined {
  const prefixes = new Set(policy.paths.map((path) => /^\/([A-Za-z0-9_-]{1,60})\//.exec(path)?.[1]));
  const [only] = prefixes;
  return prefixes.size === 1 ? only : undefined;
}

function listed(values: readonly string[]): Prose {
  return values.flatMap((value, index) => (index === 0 ? [code(value)] : [', ', code(value)]));
}
