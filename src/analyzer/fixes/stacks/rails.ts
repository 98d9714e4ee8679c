import { code, type Prose, prose } from '../../rules/prose.ts';
import { commonPathPrefix, crossSiteCookieNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import { rubyArray } from '../ruby-literal.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/** rack-cors as the outermost middleware of Rails, so that error pages pass through it as well. */
export const rails: Stack = { id: 'rails', title: 'Rails', library: 'rack-cors', language: 'ruby', render };

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  const changed = policy.methods.find((method) => method !== method.toUpperCase());
  if (changed !== undefined) {
    return { refused: prose`rack-cors lists every method in capitals, so it cannot allow ${code(changed)}.` };
  }
  return {
    install: 'bundle add rack-cors',
    file: 'config/initializers/cors.rb',
    placement: prose`It is the whole file. Remove ${code('Rack::Cors')} from ${code('config/application.rb')} if it is there.`,
    code: codeFor(policy),
    language: 'ruby',
    restart: prose`Restart the server: initializers are not read again.`,
    notes: notesFor(policy, context),
  };
}

function codeFor(policy: Policy): string {
  const list = (values: readonly string[]) => rubyArray(values, '             ');
  const options = [
    `headers: ${list(policy.requestHeaders)}`,
    `methods: ${list(policy.methods.map((method) => method.toLowerCase()))}`,
    ...(policy.exposeHeaders.length > 0 ? [`expose: ${list(policy.exposeHeaders)}`] : []),
    ...(policy.credentials ? ['credentials: true'] : []),
    `max_age: ${policy.maxAge}`,
  ];
  return [
    'Rails.application.config.middleware.insert_before 0, Rack::Cors do',
    '  allow do',
    `    origins ${rubyArray(policy.origins, '    ')}`,
    "    resource '/*',",
    `             ${options.join(',\n             ')}`,
    '  end',
    'end',
    '',
  ].join('\n');
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`Remove ${code('Access-Control-…')} headers that controllers set themselves: rack-cors leaves them as they are.`,
  ];
  if (policy.credentials && context.unsafeMethodsWithCredentials) {
    notes.push(
      prose`CORS does not relax the check of ${code('protect_from_forgery')}: the page also sends ${code('X-CSRF-Token')} with the CSRF token, which it has to get from a response, and ${code('config.action_controller.forgery_protection_origin_check')} rejects other origins as long as it is on.`,
    );
  }
  notes.push(
    ...crossSiteCookieNote(
      policy,
      context,
      prose`${code('config.session_store :cookie_store, same_site: :none, secure: true')} says so for the session’s.`,
    ),
    ...policyNotes(policy),
  );
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`resource '/${prefix}/*'`)} limits CORS to that path, if Rails sees the same path as the browser.`,
    );
  }
  return notes;
}
