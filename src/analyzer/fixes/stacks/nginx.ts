import { code, type Prose, prose } from '../../rules/prose.ts';
import { forgedRequestNote } from '../forged-request-note.ts';
import { nginxCanWrite, nginxString } from '../nginx-literal.ts';
import { commonPathPrefix, crossSiteCookieNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/**
 * nginx with nothing but its own modules. Every header is added in one place, with a variable as its value: a block with
 * an `add_header` of its own drops those around it, and a header whose value is empty is left out. The `if` blocks hold
 * nothing but `set` and `return`, all that is reliable in them.
 */
export const nginx: Stack = { id: 'nginx', title: 'nginx', library: 'nginx', language: 'nginx', render };

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  const refused = unwritable(policy);
  if (refused) return refused;
  return {
    install: null,
    file: 'the site’s file in /etc/nginx',
    placement: prose`Paste it as the first thing inside ${code('server {')}, before every ${code('return')}, ${code('rewrite')} and ${code('location')}, in place of any other ${code('add_header Access-Control-…')}.`,
    code: codeFor(policy),
    language: 'nginx',
    restart: prose`${code('nginx -t && nginx -s reload')} checks the files and loads them.`,
    notes: notesFor(policy, context),
  };
}

function unwritable({ methods, requestHeaders, exposeHeaders }: Policy): Refusal | undefined {
  const withDollar = [...methods, ...requestHeaders, ...exposeHeaders].find((name) => name.includes('$'));
  if (withDollar !== undefined) {
    return { refused: prose`nginx takes the dollar sign in ${code(withDollar)} for a variable and cannot escape it.` };
  }
  if ([methods, requestHeaders, exposeHeaders].every((names) => nginxCanWrite(names.join(', ')))) return undefined;
  return { refused: prose`The list of names is longer than a parameter of nginx can be.` };
}

function codeFor(policy: Policy): string {
  return [
    'set $cors_origin "";',
    ...policy.origins.flatMap((origin) =>
      block(`$http_origin = ${nginxString(origin)}`, [`set $cors_origin ${nginxString(origin)};`]),
    ),
    'set $cors_preflight "";',
    ...block('$request_method = OPTIONS', ['set $cors_preflight $http_access_control_request_method;']),
    ...settings('$cors_origin', {
      credentials: policy.credentials ? 'true' : '',
      exposed: policy.exposeHeaders.join(', '),
    }),
    ...settings('$cors_preflight', {
      methods: policy.methods.join(', '),
      headers: policy.requestHeaders.join(', '),
      max_age: String(policy.maxAge),
    }),
    'add_header Access-Control-Allow-Origin $cors_origin always;',
    ...(policy.credentials ? ['add_header Access-Control-Allow-Credentials $cors_credentials always;'] : []),
    ...(policy.exposeHeaders.length > 0 ? ['add_header Access-Control-Expose-Headers $cors_exposed always;'] : []),
    'add_header Access-Control-Allow-Methods $cors_methods always;',
    ...(policy.requestHeaders.length > 0 ? ['add_header Access-Control-Allow-Headers $cors_headers always;'] : []),
    'add_header Access-Control-Max-Age $cors_max_age always;',
    'add_header Vary Origin always;',
    ...['Allow-Origin', 'Allow-Credentials', 'Expose-Headers'].map(
      (name) => `proxy_hide_header Access-Control-${name};`,
    ),
    ...block('$cors_preflight', ['return 204;']),
    '',
  ].join('\n');
}

/** Variables that are empty unless the condition holds; those whose value is empty in any case are not made. */
function settings(condition: string, values: Readonly<Record<string, string>>): readonly string[] {
  const used = Object.entries(values).filter(([, value]) => value !== '');
  if (used.length === 0) return [];
  return [
    ...used.map(([name]) => `set $cors_${name} "";`),
    ...block(
      condition,
      used.map(([name, value]) => `set $cors_${name} ${nginxString(value)};`),
    ),
  ];
}

function block(condition: string, lines: readonly string[]): readonly string[] {
  return [`if (${condition}) {`, ...lines.map((line) => `    ${line}`), '}'];
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`nginx answers for the whole server now: what the application behind ${code('proxy_pass')} says about CORS is hidden. Behind ${code('fastcgi_pass')} or ${code('uwsgi_pass')}, take it out of the application.`,
    prose`A ${code('location')} that has an ${code('add_header')} of its own does not inherit these: repeat the ${code('add_header')} lines there.`,
    ...forgedRequestNote(policy, context, 'nginx'),
    ...crossSiteCookieNote(policy, context, prose`set both where the application makes the cookie.`),
    ...policyNotes(policy),
  ];
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: inside ${code(`location /${prefix}/ {`)} the same lines limit CORS to that path.`,
    );
  }
  return notes;
}
