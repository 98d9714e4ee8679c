import { code, type Prose, prose } from '../../rules/prose.ts';
import type { Change } from '../../rules/rule.ts';
import { type ChangedOptions, changedOptions, changesLists } from '../changed-options.ts';
import { commonPathPrefix, crossSiteCookieNote, otherLayerNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { pythonList } from '../python-literal.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack, StackVersion } from './stack.ts';

/** Before Django 4.0 the CSRF check lists host names; and pip would replace an old Django by one that the library needs. */
const VERSIONS = [
  { id: '5', title: 'Django 5, django-cors-headers 4', install: 'python -m pip install django-cors-headers' },
  {
    id: '4',
    title: 'Django 4, django-cors-headers up to 4.5',
    install: 'python -m pip install "django-cors-headers<4.6"',
  },
  {
    id: '3.2',
    title: 'Django 3.2, django-cors-headers up to 4.5',
    install: 'python -m pip install "django-cors-headers<4.6"',
  },
] as const satisfies readonly (StackVersion & { readonly install: string })[];

/** django-cors-headers. The snippet stands at the end of settings.py and is right whether or not the app is installed. */
export const django: Stack = {
  id: 'django',
  title: 'Django',
  library: 'django-cors-headers',
  language: 'python',
  versions: VERSIONS.map(({ id, title }) => ({ id, title })),
  render,
  renderChange,
};

function render(requested: Policy, context: SnippetContext, version?: string): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    ...PLACE,
    install: (VERSIONS.find(({ id }) => id === version) ?? VERSIONS[0]).install,
    placement: prose`Paste it at the end of the file, in place of any other ${code('CORS_…')} settings.`,
    code: codeFor(policy, context, version),
    notes: notesFor(policy, context, version),
  };
}

function renderChange(
  changes: readonly Change[],
  requested: Policy,
  context: SnippetContext,
  version?: string,
): Snippet | Refusal | undefined {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  const options = changedOptions(changes, policy);
  if (!options || !(options.preflight || changesLists(options))) return undefined;
  return {
    ...PLACE,
    install: null,
    placement: prose`Paste it at the end of the file, below the settings that are there.`,
    code: `${changeLines(options, policy, context, version).join('\n')}\n`,
    notes: changeNotes(options, policy, context, version),
  };
}

const PLACE = {
  file: 'settings.py',
  language: 'python',
  restart: prose`${code('runserver')} reloads by itself; restart gunicorn, uWSGI or Daphne.`,
} as const;

const MIDDLEWARE = '"corsheaders.middleware.CorsMiddleware"';

const FIRST = [
  `MIDDLEWARE = [name for name in MIDDLEWARE if name != ${MIDDLEWARE}]`,
  `MIDDLEWARE.insert(0, ${MIDDLEWARE})  # first: nothing may answer before it`,
];

/** With credentials this setting would let every site in, whatever the list says. */
const NO_WILDCARD = 'CORS_ALLOW_ALL_ORIGINS = False';

function codeFor(policy: Policy, context: SnippetContext, version: string | undefined): string {
  const lines = [
    'if "corsheaders" not in INSTALLED_APPS:',
    '    INSTALLED_APPS = [*INSTALLED_APPS, "corsheaders"]',
    ...FIRST,
    `CORS_ALLOWED_ORIGINS = ${pythonList(policy.origins)}`,
    `CORS_ALLOW_METHODS = ${pythonList(policy.methods)}`,
    `CORS_ALLOW_HEADERS = ${pythonList(policy.requestHeaders)}`,
  ];
  if (policy.exposeHeaders.length > 0) lines.push(`CORS_EXPOSE_HEADERS = ${pythonList(policy.exposeHeaders)}`);
  lines.push(`CORS_PREFLIGHT_MAX_AGE = ${policy.maxAge}`);
  if (policy.credentials) lines.push(...credentialLines(policy, context, version));
  return `${lines.join('\n')}\n`;
}

function changeLines(
  options: ChangedOptions,
  policy: Policy,
  context: SnippetContext,
  version: string | undefined,
): readonly string[] {
  const { origins, methods, requestHeaders, exposeHeaders, credentials, preflight } = options;
  const defaults = [
    ...(methods.length > 0 ? ['default_methods'] : []),
    ...(requestHeaders.length > 0 ? ['default_headers'] : []),
  ].sort();
  const lines = defaults.length > 0 ? [`from corsheaders.defaults import ${defaults.join(', ')}`, ''] : [];
  if (preflight) lines.push(...FIRST);
  if (origins.length > 0) lines.push(extended('CORS_ALLOWED_ORIGINS', origins));
  if (methods.length > 0) lines.push(extendedNames('CORS_ALLOW_METHODS', methods, 'default_methods'));
  if (requestHeaders.length > 0) lines.push(extendedNames('CORS_ALLOW_HEADERS', requestHeaders, 'default_headers'));
  if (exposeHeaders.length > 0) lines.push(extendedNames('CORS_EXPOSE_HEADERS', exposeHeaders));
  if (credentials) lines.push(...credentialLines(policy, context, version));
  return lines;
}

/** The list as it is there, and these; right for tuples too. */
function extended(setting: string, values: readonly string[]): string {
  return withEntries(setting, `*globals().get("${setting}", ())`, values);
}

/** The same for lists in which a star may stand for everything, or that the library has by itself. */
function extendedNames(setting: string, values: readonly string[], otherwise = '()'): string {
  const kept = `*(name for name in globals().get("${setting}", ${otherwise}) if name != "*")`;
  return withEntries(setting, kept, values);
}

function withEntries(setting: string, kept: string, values: readonly string[]): string {
  const [first = '', ...rest] = pythonList(values).slice(1).split('\n');
  return [`${setting} = [${kept}, ${first}`.trimEnd(), ...rest].join('\n');
}

function credentialLines(policy: Policy, context: SnippetContext, version: string | undefined): readonly string[] {
  const lines = [NO_WILDCARD, 'CORS_ALLOW_CREDENTIALS = True'];
  if (context.unsafeMethodsWithCredentials) {
    const trusted = version === '3.2' ? policy.origins.map((origin) => new URL(origin).host) : policy.origins;
    lines.push(extended('CSRF_TRUSTED_ORIGINS', trusted));
  }
  if (context.crossSiteCookies) {
    lines.push('SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "None"');
    lines.push('SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True');
  }
  return lines;
}

function notesFor(policy: Policy, context: SnippetContext, version: string | undefined): readonly Prose[] {
  const notes: Prose[] = [
    prose`Remove ${code('CORS_ALLOW_ALL_ORIGINS')} and ${code('CORS_ORIGIN_ALLOW_ALL')} if they are set to ${code('True')} anywhere: they override the list.`,
    ...layerNote(context),
    ...credentialNotes(policy, context, version),
    ...policyNotes(policy),
  ];
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`CORS_URLS_REGEX = r"^/${prefix}/"`)} limits CORS to it, if Django sees the same path as the browser.`,
    );
  }
  return notes;
}

function changeNotes(
  options: ChangedOptions,
  policy: Policy,
  context: SnippetContext,
  version: string | undefined,
): readonly Prose[] {
  const notes: Prose[] = [];
  if (options.origins.length > 0) {
    notes.push(
      prose`If the list there is called ${code('CORS_ORIGIN_WHITELIST')}, its old name, rename it first: the new name alone would count.`,
    );
  }
  if (options.methods.length > 0 || options.requestHeaders.length > 0) {
    notes.push(
      prose`Methods and headers that the library allows by itself stay allowed. If these are among them, something else answers the preflight before the library does.`,
    );
  }
  if (options.origins.length > 0) notes.push(...layerNote(context));
  if (options.credentials) notes.push(...credentialNotes(policy, context, version));
  if (options.origins.length > 0) notes.push(...policyNotes(policy));
  return notes;
}

function layerNote(context: SnippetContext): readonly Prose[] {
  return otherLayerNote(
    context,
    prose`Unless that comes from ${code('CORS_ALLOW_ALL_ORIGINS')}, django-cors-headers did not write it.`,
  );
}

function credentialNotes(policy: Policy, context: SnippetContext, version: string | undefined): readonly Prose[] {
  if (!policy.credentials) return [];
  const listed = version === '3.2' ? prose`, which lists hosts without a scheme before Django 4.0` : prose``;
  const csrf = prose`CORS does not relax the CSRF check: the page also sends ${code('X-CSRFToken')} with the token, which it has to get from a response, since it cannot read the server’s cookies; and its origin is in ${code('CSRF_TRUSTED_ORIGINS')}${listed}.`;
  return [
    ...(context.unsafeMethodsWithCredentials ? [csrf] : []),
    ...crossSiteCookieNote(policy, context, prose`the last two lines say so to Django.`),
  ];
}
