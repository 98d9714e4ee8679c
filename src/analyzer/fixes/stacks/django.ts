import { code, type Prose, prose } from '../../rules/prose.ts';
import { commonPathPrefix, crossSiteCookieNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { pythonList } from '../python-literal.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/** django-cors-headers. The snippet stands at the end of settings.py and is right whether or not the app is installed. */
export const django: Stack = {
  id: 'django',
  title: 'Django',
  library: 'django-cors-headers',
  language: 'python',
  render,
};

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    install: 'python -m pip install django-cors-headers',
    file: 'settings.py',
    placement: prose`Paste it at the end of the file, in place of any other ${code('CORS_…')} settings.`,
    code: codeFor(policy, context),
    language: 'python',
    restart: prose`${code('runserver')} reloads by itself; restart gunicorn, uWSGI or Daphne.`,
    notes: notesFor(policy, context),
  };
}

function codeFor(policy: Policy, context: SnippetContext): string {
  const lines = [
    'if "corsheaders" not in INSTALLED_APPS:',
    '    INSTALLED_APPS += ["corsheaders"]',
    'if "corsheaders.middleware.CorsMiddleware" in MIDDLEWARE:',
    '    MIDDLEWARE.remove("corsheaders.middleware.CorsMiddleware")',
    'MIDDLEWARE.insert(0, "corsheaders.middleware.CorsMiddleware")  # first: nothing may answer before it',
    `CORS_ALLOWED_ORIGINS = ${pythonList(policy.origins)}`,
    `CORS_ALLOW_METHODS = ${pythonList(policy.methods)}`,
    `CORS_ALLOW_HEADERS = ${pythonList(policy.requestHeaders)}`,
  ];
  if (policy.exposeHeaders.length > 0) lines.push(`CORS_EXPOSE_HEADERS = ${pythonList(policy.exposeHeaders)}`);
  lines.push(`CORS_PREFLIGHT_MAX_AGE = ${policy.maxAge}`);
  if (policy.credentials) lines.push(...credentialLines(policy, context));
  return `${lines.join('\n')}\n`;
}

function credentialLines(policy: Policy, context: SnippetContext): readonly string[] {
  const lines = ['CORS_ALLOW_CREDENTIALS = True'];
  if (context.unsafeMethodsWithCredentials) lines.push(`CSRF_TRUSTED_ORIGINS = ${pythonList(policy.origins)}`);
  if (context.crossSiteCookies) {
    lines.push('SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "None"');
    lines.push('SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True');
  }
  return lines;
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`Remove ${code('CORS_ALLOW_ALL_ORIGINS')} and ${code('CORS_ORIGIN_ALLOW_ALL')} if they are set anywhere: they override the list.`,
  ];
  if (policy.credentials && context.unsafeMethodsWithCredentials) {
    notes.push(
      prose`CORS does not relax the CSRF check: the page also sends ${code('X-CSRFToken')} with the token, which it has to get from a response, since it cannot read the server’s cookies. Before Django 4.0, ${code('CSRF_TRUSTED_ORIGINS')} lists host names without a scheme.`,
    );
  }
  notes.push(...crossSiteCookieNote(policy, context, prose`the last two lines say so to Django.`));
  notes.push(...policyNotes(policy));
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`CORS_URLS_REGEX = r"^/${prefix}/"`)} limits CORS to it, if Django sees the same path as the browser.`,
    );
  }
  return notes;
}
