import { type Prose, prose } from '../rules/prose.ts';
import { forgedRequestNote } from './forged-request-note.ts';
import { crossSiteCookieNote, otherLayerNote, policyNotes } from './policy-notes.ts';
import type { Policy } from './policy-type.ts';
import type { SnippetContext } from './stacks/stack.ts';

/** Notes for a framework that leaves cookies and forged requests to its applications. `cookie` says how one is set across sites. */
export function serverNotes(
  policy: Policy,
  context: SnippetContext,
  framework: string,
  cookie: Prose,
): readonly Prose[] {
  return [
    ...otherLayerNote(context, prose`This list is no help against a header that is written somewhere else.`),
    ...forgedRequestNote(policy, context, framework),
    ...crossSiteCookieNote(policy, context, cookie),
    ...policyNotes(policy),
  ];
}
