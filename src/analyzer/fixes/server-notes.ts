import { type Prose, prose } from '../rules/prose.ts';
import type { ChangedOptions } from './changed-options.ts';
import { forgedRequestNote } from './forged-request-note.ts';
import { crossSiteCookieNote, otherLayerNote, policyNotes } from './policy-notes.ts';
import type { Policy } from './policy-type.ts';
import type { SnippetContext } from './stacks/stack.ts';

/** How the notes name what is particular to a framework that leaves cookies and forged requests to its applications. */
export interface ServerWords {
  readonly framework: string;
  /** How a cookie is set across sites. */
  readonly cookie: Prose;
  /** What its library makes of a header that is set somewhere else, where more can be said than that its list is no help. */
  readonly otherLayer?: Prose;
}

/** What is true of `policy` there; of a change only what `changed` touches. */
export function serverNotes(
  policy: Policy,
  context: SnippetContext,
  { framework, cookie, otherLayer = NO_HELP }: ServerWords,
  changed?: ChangedOptions,
): readonly Prose[] {
  const origins = !changed || changed.origins.length > 0;
  const credentials = !changed || changed.credentials;
  return [
    ...(origins ? otherLayerNote(context, otherLayer) : []),
    ...(credentials ? forgedRequestNote(policy, context, framework) : []),
    ...(credentials ? crossSiteCookieNote(policy, context, cookie) : []),
    ...(origins ? policyNotes(policy) : []),
  ];
}

const NO_HELP = prose`This list is no help against a header that is written somewhere else.`;
