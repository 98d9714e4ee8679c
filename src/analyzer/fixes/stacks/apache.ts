import { code, type Prose, prose } from '../../rules/prose.ts';
import { apacheExactly, apacheHeaderValue, apacheString } from '../apache-literal.ts';
import { forgedRequestNote } from '../forged-request-note.ts';
import { commonPathPrefix, crossSiteCookieNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/**
 * Apache 2.4 with mod_headers, mod_setenvif and mod_rewrite. `Header always` writes where errors are answered from too;
 * what an application behind it sends lies in the other of Apache's two tables, and is unset there, or both would go out.
 */
export const apache: Stack = { id: 'apache', title: 'Apache', library: 'mod_headers', language: 'apache', render };

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    install: 'sudo a2enmod headers setenvif rewrite',
    file: 'the site’s file in /etc/apache2/sites-available',
    placement: prose`Paste it inside ${code('<VirtualHost …>')}, before every ${code('Redirect')} and ${code('RewriteRule')}, in place of any other ${code('Header … Access-Control-…')}.`,
    code: codeFor(policy),
    language: 'apache',
    restart: prose`${code('apachectl configtest && apachectl graceful')} checks the files and loads them.`,
    notes: notesFor(policy, context),
  };
}

function codeFor(policy: Policy): string {
  const { origins, methods, requestHeaders, exposeHeaders, credentials, maxAge } = policy;
  const preflightHeaders = [
    header('Allow-Methods', methods.join(', '), 'CORS_PREFLIGHT'),
    ...(requestHeaders.length > 0 ? [header('Allow-Headers', requestHeaders.join(', '), 'CORS_PREFLIGHT')] : []),
    header('Max-Age', String(maxAge), 'CORS_PREFLIGHT'),
  ];
  return [
    ...origins.map((origin) => `SetEnvIf Origin ${apacheExactly(origin)} ${apacheString(`CORS_ORIGIN=${origin}`)}`),
    'SetEnvIf Request_Method "^OPTIONS$" CORS_PREFLIGHT',
    'RewriteEngine On',
    'RewriteCond %{REQUEST_METHOD} =OPTIONS',
    'RewriteCond %{HTTP:Access-Control-Request-Method} .',
    'RewriteRule ^ - [R=204,L]',
    ...['Allow-Origin', 'Allow-Credentials', 'Expose-Headers'].map(
      (name) => `Header onsuccess unset Access-Control-${name}`,
    ),
    'Header always set Access-Control-Allow-Origin "%{CORS_ORIGIN}e" env=CORS_ORIGIN',
    ...(credentials ? [header('Allow-Credentials', 'true', 'CORS_ORIGIN')] : []),
    ...(exposeHeaders.length > 0 ? [header('Expose-Headers', exposeHeaders.join(', '), 'CORS_ORIGIN')] : []),
    ...preflightHeaders,
    'Header always merge Vary Origin',
    '',
  ].join('\n');
}

function header(name: string, value: string, variable: string): string {
  return `Header always set Access-Control-${name} ${apacheHeaderValue(value)} env=${variable}`;
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`Apache answers for the whole site now: what an application behind it says about CORS is taken out of its responses.`,
    prose`In ${code('.htaccess')} the same lines work where ${code('AllowOverride FileInfo')} is on, but a password is asked for before they are read.`,
    ...forgedRequestNote(policy, context, 'Apache'),
    ...crossSiteCookieNote(policy, context, prose`set both where the application makes the cookie.`),
    ...policyNotes(policy),
  ];
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`SetEnvIf Request_URI "^/(?!${prefix}/)" !CORS_ORIGIN`)} after the other ${code('SetEnvIf')} lines limits CORS to that path.`,
    );
  }
  return notes;
}
