import { code, type Prose, prose } from '../../rules/prose.ts';
import { caddyString } from '../caddy-literal.ts';
import { forgedRequestNote } from '../forged-request-note.ts';
import { commonPathPrefix, crossSiteCookieNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/**
 * Caddy 2. `defer` writes the headers when the response is on its way, so that they replace those of an application
 * behind it instead of standing beside them. The origin that is sent back is one that the matcher has just compared.
 */
export const caddy: Stack = { id: 'caddy', title: 'Caddy', library: 'Caddy', language: 'caddyfile', render };

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    install: null,
    file: 'Caddyfile',
    placement: prose`Paste it inside the block of the site’s address, in place of any other ${code('header Access-Control-…')}.`,
    code: codeFor(policy),
    language: 'caddyfile',
    restart: prose`${code('caddy reload')} loads the file; with ${code('caddy run --watch')} it is not needed.`,
    notes: notesFor(policy, context),
  };
}

function codeFor(policy: Policy): string {
  const origins = policy.origins.map((origin) => `header Origin ${caddyString(origin)}`);
  return [
    ...block('@cors', origins),
    ...block('@cors_preflight', ['method OPTIONS', 'header Access-Control-Request-Method *']),
    ...block('header', ['+Vary Origin', 'defer']),
    ...block('header @cors', [
      'Access-Control-Allow-Origin {http.request.header.Origin}',
      policy.credentials ? 'Access-Control-Allow-Credentials true' : '-Access-Control-Allow-Credentials',
      policy.exposeHeaders.length > 0
        ? `Access-Control-Expose-Headers ${caddyString(policy.exposeHeaders.join(', '))}`
        : '-Access-Control-Expose-Headers',
      'defer',
    ]),
    ...block('handle @cors_preflight', [
      `header Access-Control-Allow-Methods ${caddyString(policy.methods.join(', '))}`,
      ...(policy.requestHeaders.length > 0
        ? [`header Access-Control-Allow-Headers ${caddyString(policy.requestHeaders.join(', '))}`]
        : []),
      `header Access-Control-Max-Age ${policy.maxAge}`,
      'respond 204',
    ]),
    '',
  ].join('\n');
}

function block(opening: string, lines: readonly string[]): readonly string[] {
  return [`${opening} {`, ...lines.map((line) => `\t${line}`), '}'];
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`Caddy runs ${code('redir')}, ${code('basic_auth')} and ${code('handle')} blocks with a path before the last block: give those a matcher with ${code('not method OPTIONS')}, or move the last block to the top of a ${code('route {')} around them.`,
    prose`Take CORS out of the application behind ${code('reverse_proxy')}: here its headers are replaced for the listed origins only.`,
    ...forgedRequestNote(policy, context, 'Caddy'),
    ...crossSiteCookieNote(policy, context, prose`set both where the application makes the cookie.`),
    ...policyNotes(policy),
  ];
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: a line ${code(`path /${prefix}/*`)} in ${code('@cors')} limits CORS to that path.`,
    );
  }
  return notes;
}
