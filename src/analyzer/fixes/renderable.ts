import { isToken } from '../fetch/token-list.ts';
import { code, prose } from '../rules/prose.ts';
import { isLoopbackOrigin, normaliseOrigin } from './normalise-origin.ts';
import type { Policy } from './policy-type.ts';
import type { Refusal } from './stacks/stack.ts';

/**
 * The policy as a stack may write it: every value is a serialised http(s) origin or an HTTP token, and nothing in it
 * allows more than it names. Values come from pages and servers, so anything else is refused, not escaped.
 */
export function renderable(policy: Policy): { readonly policy: Policy } | Refusal {
  if (policy.origins.length === 0) {
    return {
      refused: prose`No page with an http or https origin asked this server, so there is no origin that it could allow by name. An origin of ${code('null')} must never be allowed: every sandboxed frame on the web has it.`,
    };
  }
  const origins: string[] = [];
  for (const value of policy.origins) {
    const allowable = normaliseOrigin(value);
    if ('unusable' in allowable) {
      return {
        refused: prose`${code(shortened(value))} is not an http or https origin that a server can allow by name.`,
      };
    }
    if (policy.credentials && allowable.origin.startsWith('http:') && !isLoopbackOrigin(allowable.origin)) {
      return {
        refused: prose`The page at ${code(allowable.origin)} is not encrypted: anybody on the way can change it and act with its users’ cookies, so it is not allowed with credentials. Serve the page over https.`,
      };
    }
    if (!origins.includes(allowable.origin)) origins.push(allowable.origin);
  }
  return namesRefused(policy) ?? { policy: { ...policy, origins } };
}

function namesRefused(policy: Policy): Refusal | undefined {
  if (policy.methods.length === 0)
    return { refused: prose`No request with a method was seen, so there is nothing to allow.` };
  const method = policy.methods.find((value) => !isName(value));
  if (method !== undefined) return { refused: prose`${code(shortened(method))} cannot be listed as a method.` };
  const header = [...policy.requestHeaders, ...policy.exposeHeaders].find((value) => !isName(value));
  if (header !== undefined) return { refused: prose`${code(shortened(header))} cannot be listed as a header name.` };
  if (Number.isSafeInteger(policy.maxAge) && policy.maxAge >= 0) return undefined;
  return { refused: prose`${code(String(policy.maxAge))} is not a number of seconds.` };
}

/** A star is a token too, but in these lists it stands for everything. */
function isName(value: string): boolean {
  return value !== '*' && value.length <= 200 && isToken(value);
}

function shortened(value: string): string {
  return value.length <= 80 ? value : `${value.slice(0, 80)}…`;
}
