import { code, type Prose, prose } from '../rules/prose.ts';
import { forgedRequestNote } from './forged-request-note.ts';
import { commonPathPrefix, crossSiteCookieNote, policyNotes } from './policy-notes.ts';
import type { Policy } from './policy-type.ts';
import type { SnippetContext } from './stacks/stack.ts';

/** What is true of every Go server that is wrapped by the function `withCORS` of a snippet. */
export function goNotes(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`Where the server is not started in ${code('package main')}, the first line names that package. Remove handlers that set ${code('Access-Control-…')} themselves.`,
    prose`A handler that panics closes the connection, and then there is no response that a page could read: recover from it inside ${code('withCORS')}.`,
    ...forgedRequestNote(policy, context, 'Go'),
    ...crossSiteCookieNote(
      policy,
      context,
      prose`give ${code('http.Cookie')} the fields ${code('SameSite: http.SameSiteNoneMode, Secure: true')}.`,
    ),
    ...policyNotes(policy),
  ];
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`mux.Handle("/${prefix}/", withCORS(handler))`)} limits CORS to that path.`,
    );
  }
  return notes;
}
