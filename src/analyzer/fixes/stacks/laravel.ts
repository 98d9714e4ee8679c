import { code, type Prose, prose } from '../../rules/prose.ts';
import { phpArray } from '../php-literal.ts';
import { commonPathPrefix, crossSiteCookieNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/** The HandleCors middleware that Laravel has had since version 9, told by its configuration file. */
export const laravel: Stack = { id: 'laravel', title: 'Laravel', library: 'HandleCors', language: 'php', render };

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  const changed = policy.methods.find((method) => method !== method.toUpperCase());
  if (changed !== undefined) {
    return { refused: prose`Laravel lists every method in capitals, so it cannot allow ${code(changed)}.` };
  }
  return {
    install: null,
    file: 'config/cors.php',
    placement: prose`It is the whole file; make it where it is missing, as in a new Laravel 11 or later.`,
    code: codeFor(policy),
    language: 'php',
    restart: prose`${code('php artisan config:clear')} makes Laravel read it again; restart Octane and ${code('artisan serve')}.`,
    notes: notesFor(policy, context),
  };
}

function codeFor(policy: Policy): string {
  const list = (values: readonly string[]) => phpArray(values, '    ');
  return [
    '<?php',
    '',
    'return [',
    "    'paths' => ['/*'],",
    `    'allowed_origins' => ${list(policy.origins)},`,
    "    'allowed_origins_patterns' => [],",
    `    'allowed_methods' => ${list(policy.methods)},`,
    `    'allowed_headers' => ${list(policy.requestHeaders)},`,
    `    'exposed_headers' => ${list(policy.exposeHeaders)},`,
    `    'max_age' => ${policy.maxAge},`,
    `    'supports_credentials' => ${policy.credentials},`,
    '];',
    '',
  ].join('\n');
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`The middleware ${code('HandleCors')} has to be among the global ones, where a new Laravel has it.`,
  ];
  if (policy.credentials && context.unsafeMethodsWithCredentials) {
    notes.push(
      prose`CORS does not relax the check for forged requests in the ${code('web')} routes: the page also sends ${code('X-CSRF-TOKEN')} with the CSRF token, which it has to get from a response.`,
    );
  }
  notes.push(
    ...crossSiteCookieNote(
      policy,
      context,
      prose`${code('SESSION_SAME_SITE=none')} and ${code('SESSION_SECURE_COOKIE=true')} in ${code('.env')} say so for the session’s.`,
    ),
    ...policyNotes(policy),
  );
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`'paths' => ['${prefix}/*']`)} limits CORS to that path, if Laravel sees the same path as the browser.`,
    );
  }
  return notes;
}
