import { code, type Prose, prose } from '../../rules/prose.ts';
import { commonPathPrefix, crossSiteCookieNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { pythonList } from '../python-literal.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/**
 * flask-cors as an extension of the whole app: unlike its decorator it covers error pages. The hook at the end adds the
 * `Vary: Origin` that the library leaves out for a single origin and for requests that it refuses.
 */
export const flask: Stack = {
  id: 'flask',
  title: 'Flask',
  library: 'flask-cors',
  language: 'python',
  render,
};

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return (
    inexpressible(policy) ?? {
      install: 'python -m pip install "flask-cors>=6.0.1"',
      file: 'where the Flask app is created',
      placement: prose`Paste it right after ${code('app = Flask(…)')}, in place of any other ${code('CORS(app)')}; write your variable for ${code('app')}.`,
      code: codeFor(policy),
      language: 'python',
      restart: prose`Restart the server; ${code('flask run --debug')} reloads by itself.`,
      notes: notesFor(policy, context),
    }
  );
}

/** flask-cors turns methods into upper case, and reads entries with these characters as regular expressions. */
function inexpressible(policy: Policy): Refusal | undefined {
  const method = policy.methods.find((value) => value !== value.toUpperCase());
  if (method !== undefined) {
    return {
      refused: prose`flask-cors writes every method in upper case, and ${code(method)} is not the same method to a browser as ${code(method.toUpperCase())}. Send ${code(method.toUpperCase())} from the page instead.`,
    };
  }
  const header = policy.requestHeaders.find((value) => /[$^]/.test(value) || value.includes('*'));
  if (header === undefined) return undefined;
  return {
    refused: prose`flask-cors would read the header name ${code(header)} as a regular expression. Rename the header.`,
  };
}

function codeFor(policy: Policy): string {
  const options = [
    `origins=${pythonList(policy.origins.map(originEntry), '    ')},`,
    `methods=${pythonList(policy.methods, '    ')},`,
    `allow_headers=${pythonList(policy.requestHeaders, '    ')},`,
  ];
  if (policy.exposeHeaders.length > 0) options.push(`expose_headers=${pythonList(policy.exposeHeaders, '    ')},`);
  if (policy.credentials) options.push('supports_credentials=True,');
  options.push(`max_age=${policy.maxAge},`, 'always_send=False,');
  return [
    'from flask_cors import CORS',
    '',
    'CORS(',
    '    app,',
    ...options.map((option) => `    ${option}`),
    ')',
    '',
    '',
    '@app.after_request',
    'def vary_by_origin(response):',
    '    response.vary.add("Origin")  # no cache may hand one origin\'s answer to another',
    '    return response',
    '',
  ].join('\n');
}

/** The brackets of an IPv6 address make flask-cors read the entry as a regular expression, so it is written as one. */
function originEntry(origin: string): string {
  return origin.includes('[') ? `^${origin.replaceAll(/[.[\]]/g, '\\$&')}$` : origin;
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`An unhandled exception in debug mode is answered by the debugger, without CORS headers: read the server’s log then.`,
  ];
  if (policy.credentials && context.unsafeMethodsWithCredentials) {
    notes.push(
      prose`Flask does not check for forged requests: require a CSRF token, for instance with Flask-WTF, wherever a cookie is enough to change something.`,
    );
  }
  notes.push(
    ...crossSiteCookieNote(
      policy,
      context,
      prose`set ${code('app.config.update(SESSION_COOKIE_SAMESITE="None", SESSION_COOKIE_SECURE=True)')}.`,
    ),
    ...policyNotes(policy),
  );
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`resources=r"^/${prefix}/.*"`)} as another argument of ${code('CORS')} limits it to that path, if Flask sees the same path as the browser.`,
    );
  }
  return notes;
}
