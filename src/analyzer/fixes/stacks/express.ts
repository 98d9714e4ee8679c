import { code, type Prose, prose } from '../../rules/prose.ts';
import type { Change } from '../../rules/rule.ts';
import { type ChangedOptions, changedOptions, changesLists } from '../changed-options.ts';
import { javascriptArray } from '../javascript-literal.ts';
import { commonPathPrefix, crossSiteCookieNote, otherLayerNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/**
 * The cors package for Express 4 and 5, whose texts do not differ: `app.use` needs no path, which they write differently.
 * Origins are always a list: a single string would be sent to everybody, unchecked.
 */
export const express: Stack = {
  id: 'express',
  title: 'Express',
  library: 'cors',
  language: 'javascript',
  render,
  renderChange,
};

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    install: 'npm install cors',
    file: 'where the Express app is created',
    placement: prose`Paste it right after ${code('const app = express()')}, before every route, body parser, authentication and static folder, in place of any other ${code('app.use(cors(…))')}.`,
    code: codeFor(policy),
    language: 'javascript',
    restart: RESTART,
    notes: notesFor(policy, context),
  };
}

function renderChange(
  changes: readonly Change[],
  requested: Policy,
  context: SnippetContext,
): Snippet | Refusal | undefined {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  const options = changedOptions(changes, policy);
  // Where the call stands decides who answers preflights, and no option of it.
  if (!options || options.preflight || !(changesLists(options) || options.vary)) return undefined;
  return {
    install: null,
    file: 'where cors(…) is called',
    placement: prose`Write these into the options of ${code('cors({ … })')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code("'*'")}.`,
    code: `${changedProperties(options, policy).join('\n')}\n`,
    language: 'javascript',
    restart: RESTART,
    notes: changeNotes(options, policy, context),
  };
}

const RESTART = prose`Restart the server; ${code('node --watch')} and nodemon do it by themselves.`;

function codeFor(policy: Policy): string {
  const options = [
    `origin: ${javascriptArray(policy.origins, '  ')},`,
    `methods: ${javascriptArray(policy.methods, '  ')},`,
    `allowedHeaders: ${javascriptArray(policy.requestHeaders, '  ')},`,
  ];
  if (policy.exposeHeaders.length > 0) options.push(`exposedHeaders: ${javascriptArray(policy.exposeHeaders, '  ')},`);
  if (policy.credentials) options.push('credentials: true,');
  options.push(`maxAge: ${policy.maxAge},`);
  return [
    "const cors = require('cors');",
    '',
    'app.use(cors({',
    ...options.map((option) => `  ${option}`),
    '}));',
    '',
  ].join('\n');
}

function changedProperties(options: ChangedOptions, policy: Policy): readonly string[] {
  const { listed } = policy;
  const lines: string[] = [];
  // A list of origins, and not a single string, is what makes the answers vary by origin.
  if (options.origins.length > 0 || options.vary) lines.push(`origin: ${javascriptArray(policy.origins)},`);
  if (options.methods.length > 0) lines.push(`methods: ${javascriptArray(together(policy.methods, listed?.methods))},`);
  if (options.requestHeaders.length > 0) {
    lines.push(`allowedHeaders: ${javascriptArray(together(policy.requestHeaders, listed?.requestHeaders))},`);
  }
  if (options.exposeHeaders.length > 0) {
    lines.push(`exposedHeaders: ${javascriptArray(together(policy.exposeHeaders, listed?.exposeHeaders))},`);
  }
  if (options.credentials) lines.push('credentials: true,');
  return lines;
}

/** What is listed today and could not be written as it is stays out: the reader keeps it. */
function together(needed: readonly string[], listed: readonly string[] = []): readonly string[] {
  return [...new Set([...needed, ...listed.filter((name) => name.length <= 200)])].sort();
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`In an ES module the first line is ${code("import cors from 'cors';")} and stands at the top of the file.`,
  ];
  if (policy.methods.some((method) => !['GET', 'HEAD', 'POST'].includes(method)) || policy.requestHeaders.length > 0) {
    notes.push(
      prose`It answers every preflight by itself: remove ${code("app.options('*', cors())")}, with which Express 5 does not start.`,
    );
  }
  notes.push(...layerNote(context), ...credentialNotes(policy, context), ...policyNotes(policy));
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`app.use('/${prefix}', cors({ … }))`)} limits CORS to that path, if Express sees the same path as the browser.`,
    );
  }
  return notes;
}

function changeNotes(options: ChangedOptions, policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`A call of ${code('cors')} on a single route takes the same options, and needs ${code('app.options')} for the same path with the same options.`,
  ];
  if (options.origins.length > 0) notes.push(...layerNote(context));
  if (options.credentials) notes.push(...credentialNotes(policy, context));
  if (options.origins.length > 0) notes.push(...policyNotes(policy));
  return notes;
}

function layerNote(context: SnippetContext): readonly Prose[] {
  return otherLayerNote(context, prose`Code that sets the header on a response after ${code('cors')} wins over it.`);
}

function credentialNotes(policy: Policy, context: SnippetContext): readonly Prose[] {
  if (!policy.credentials) return [];
  const forged = prose`Express does not check for forged requests: require a CSRF token wherever a cookie is enough to change something.`;
  return [
    ...(context.unsafeMethodsWithCredentials ? [forged] : []),
    ...crossSiteCookieNote(
      policy,
      context,
      prose`set ${code("sameSite: 'none', secure: true")} on the cookie and, where a session library sets it behind a proxy that ends TLS, ${code("app.set('trust proxy', 1)")}.`,
    ),
  ];
}
