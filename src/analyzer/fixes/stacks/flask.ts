import { code, type Prose, prose } from '../../rules/prose.ts';
import type { Change } from '../../rules/rule.ts';
import { type ChangedOptions, changedOptions, changesLists } from '../changed-options.ts';
import { commonPathPrefix, crossSiteCookieNote, otherLayerNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { pythonList } from '../python-literal.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack, StackVersion } from './stack.ts';

/** Only flask-cors 4 lets private networks in unless it is told not to. */
const VERSIONS = [
  { id: '6', title: 'flask-cors 6', install: 'python -m pip install "flask-cors>=6.0.1"' },
  { id: '5', title: 'flask-cors 5', install: 'python -m pip install "flask-cors>=5,<6"' },
  { id: '4', title: 'flask-cors 4', install: 'python -m pip install "flask-cors>=4.0.2,<5"' },
] as const satisfies readonly (StackVersion & { readonly install: string })[];

/**
 * flask-cors as an extension of the whole app: unlike its decorator it covers error pages. The hook at the end adds the
 * `Vary: Origin` that the library leaves out for a single origin and for requests that it refuses.
 */
export const flask: Stack = {
  id: 'flask',
  title: 'Flask',
  library: 'flask-cors',
  language: 'python',
  versions: VERSIONS.map(({ id, title }) => ({ id, title })),
  render,
  renderChange,
};

function render(requested: Policy, context: SnippetContext, version?: string): Snippet | Refusal {
  const checked = expressible(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    install: (VERSIONS.find(({ id }) => id === version) ?? VERSIONS[0]).install,
    file: 'where the Flask app is created',
    placement: prose`Paste it right after ${code('app = Flask(…)')}, before any other ${code('before_request')}, in place of any other ${code('CORS(app)')} and ${code('@cross_origin()')}; write your variable for ${code('app')}.`,
    code: codeFor(policy, context, version),
    language: 'python',
    restart: RESTART,
    notes: notesFor(policy, context, version),
  };
}

function renderChange(
  changes: readonly Change[],
  requested: Policy,
  context: SnippetContext,
): Snippet | Refusal | undefined {
  const checked = expressible(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  const options = changedOptions(changes, policy);
  if (!options) return undefined;
  const hooks = [...(options.preflight ? [ANSWER_PREFLIGHT] : []), ...(options.vary ? [VARY] : [])];
  if (!changesLists(options)) return hooks.length > 0 ? hooksSnippet(options, hooks) : undefined;
  // What belongs into a call and what belongs beside it cannot be one text; the whole snippet has both.
  return options.preflight ? undefined : argumentsSnippet(options, policy, context);
}

const RESTART = prose`Restart the server; ${code('flask run --debug')} reloads by itself.`;

const ANSWER_PREFLIGHT = `from flask import request


@app.before_request
def answer_preflight():
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        return app.make_default_options_response()  # a preflight never carries a login
`;

const VARY = `@app.after_request
def vary_by_origin(response):
    response.vary.add("Origin")  # no cache may hand one origin's answer to another
    return response
`;

const VARY_LINE = 'app.after_request(lambda response: response.vary.add("Origin") or response)';

function hooksSnippet(options: ChangedOptions, hooks: readonly string[]): Snippet {
  return {
    install: null,
    file: 'where the Flask app is created',
    placement: options.preflight
      ? prose`Paste it right after ${code('app = Flask(…)')}, before any other ${code('before_request')}: the first one to answer wins. Write your variable for ${code('app')}.`
      : prose`Paste it right after ${code('app = Flask(…)')}; write your variable for ${code('app')}.`,
    code: hooks.join('\n\n'),
    language: 'python',
    restart: RESTART,
    notes: [],
  };
}

function argumentsSnippet(options: ChangedOptions, policy: Policy, context: SnippetContext): Snippet {
  const { credentials } = options;
  const notes: Prose[] = [
    prose`Below the call add ${code(VARY_LINE)}, unless it is there in some form: flask-cors leaves ${code('Vary: Origin')} out for a single origin, and a cache could hand one page’s answer to another.`,
    prose`If there is ${code('@cross_origin()')} or ${code('resources=…')} instead, its options take the same names.`,
  ];
  if (options.origins.length > 0) notes.push(...layerNote(context));
  if (credentials) notes.push(...credentialNotes(policy, context));
  if (options.origins.length > 0) notes.push(...policyNotes(policy));
  return {
    install: null,
    file: 'where CORS(app, …) is called',
    placement: prose`Write these arguments into the call of ${code('CORS')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code('"*"')}.`,
    code: `${changedArguments(options, policy).join('\n')}\n`,
    language: 'python',
    restart: RESTART,
    notes,
  };
}

function changedArguments(options: ChangedOptions, policy: Policy): readonly string[] {
  const { listed } = policy;
  const lines: string[] = [];
  if (options.origins.length > 0) lines.push(`origins=${pythonList(policy.origins.map(originEntry))},`);
  if (options.methods.length > 0) lines.push(`methods=${pythonList(together(policy.methods, listed?.methods))},`);
  if (options.requestHeaders.length > 0) {
    lines.push(`allow_headers=${pythonList(together(policy.requestHeaders, listed?.requestHeaders))},`);
  }
  if (options.exposeHeaders.length > 0) {
    lines.push(`expose_headers=${pythonList(together(policy.exposeHeaders, listed?.exposeHeaders))},`);
  }
  if (options.credentials) lines.push('supports_credentials=True,', 'send_wildcard=False,');
  return lines;
}

/** What is listed today and could not be written as it is stays out: the reader keeps it. */
function together(needed: readonly string[], listed: readonly string[] = []): readonly string[] {
  return [...new Set([...needed, ...listed.filter((name) => !isPattern(name) && name.length <= 200)])].sort();
}

/** flask-cors turns methods into upper case, and reads entries with these characters as regular expressions. */
function expressible(requested: Policy): { readonly policy: Policy } | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  const method = policy.methods.find((value) => value !== value.toUpperCase());
  if (method !== undefined) {
    return {
      refused: prose`flask-cors writes every method in upper case, and ${code(method)} is not the same method to a browser as ${code(method.toUpperCase())}. Send ${code(method.toUpperCase())} from the page instead.`,
    };
  }
  const header = policy.requestHeaders.find(isPattern);
  if (header === undefined) return checked;
  return {
    refused: prose`flask-cors would read the header name ${code(header)} as a regular expression. Rename the header.`,
  };
}

function isPattern(value: string): boolean {
  return /[$^*]/.test(value);
}

function codeFor(policy: Policy, context: SnippetContext, version: string | undefined): string {
  const options = [
    `origins=${pythonList(policy.origins.map(originEntry), '    ')},`,
    `methods=${pythonList(policy.methods, '    ')},`,
    `allow_headers=${pythonList(policy.requestHeaders, '    ')},`,
  ];
  if (policy.exposeHeaders.length > 0) options.push(`expose_headers=${pythonList(policy.exposeHeaders, '    ')},`);
  if (policy.credentials) options.push('supports_credentials=True,');
  options.push(`max_age=${policy.maxAge},`, 'always_send=False,');
  if (version === '4') options.push('allow_private_network=False,');
  const cookies = policy.credentials && context.crossSiteCookies ? [CROSS_SITE_COOKIES] : [];
  const call = ['CORS(', '    app,', ...options.map((option) => `    ${option}`), ')'];
  const setUp = ['from flask_cors import CORS', '', ...cookies, ...call, ''].join('\n');
  return [setUp, ...(context.preflightAnsweredEarly ? [ANSWER_PREFLIGHT] : []), VARY].join('\n\n');
}

const CROSS_SITE_COOKIES = 'app.config.update(SESSION_COOKIE_SAMESITE="None", SESSION_COOKIE_SECURE=True)';

/** The brackets of an IPv6 address make flask-cors read the entry as a regular expression, so it is written as one. */
function originEntry(origin: string): string {
  return origin.includes('[') ? `^${origin.replaceAll(/[.[\]]/g, '\\$&')}$` : origin;
}

function notesFor(policy: Policy, context: SnippetContext, version: string | undefined): readonly Prose[] {
  const notes: Prose[] = [
    prose`An unhandled exception in debug mode is answered by the debugger, without CORS headers: read the server’s log then.`,
    ...(version === '4' || version === '5' ? [OLD_PATTERNS] : []),
    ...layerNote(context),
    ...credentialNotes(policy, context),
    ...policyNotes(policy),
  ];
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`resources=r"^/${prefix}/.*"`)} as another argument of ${code('CORS')} limits it to that path, if Flask sees the same path as the browser.`,
    );
  }
  return notes;
}

const OLD_PATTERNS = prose`Before flask-cors 6.0.1, options for several paths can be applied to the wrong ones (CVE-2024-6839, CVE-2024-6844, CVE-2024-6866); this snippet has one set of options for all. Upgrade when you can.`;

function layerNote(context: SnippetContext): readonly Prose[] {
  return otherLayerNote(
    context,
    prose`flask-cors leaves a response that has the header as it is, so remove the code that sets it, or ${code('send_wildcard')}.`,
  );
}

function credentialNotes(policy: Policy, context: SnippetContext): readonly Prose[] {
  if (!policy.credentials) return [];
  const forged = prose`Flask does not check for forged requests: require a CSRF token, for instance with Flask-WTF, wherever a cookie is enough to change something.`;
  return [
    ...(context.unsafeMethodsWithCredentials ? [forged] : []),
    ...crossSiteCookieNote(policy, context, prose`${code(CROSS_SITE_COOKIES)} says so to Flask, for its own session.`),
  ];
}
