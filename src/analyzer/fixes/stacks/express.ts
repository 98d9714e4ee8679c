import { code, type Prose, prose } from '../../rules/prose.ts';
import { javascriptArray } from '../javascript-literal.ts';
import { commonPathPrefix, crossSiteCookieNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/** The cors package for Express. Origins are always a list: a single string would be sent to everybody, unchecked. */
export const express: Stack = {
  id: 'express',
  title: 'Express',
  library: 'cors',
  language: 'javascript',
  render,
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
    restart: prose`Restart the server; ${code('node --watch')} and nodemon do it by themselves.`,
    notes: notesFor(policy, context),
  };
}

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

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`In an ES module the first line is ${code("import cors from 'cors';")} and stands at the top of the file.`,
  ];
  if (policy.credentials && context.unsafeMethodsWithCredentials) {
    notes.push(
      prose`Express does not check for forged requests: require a CSRF token wherever a cookie is enough to change something.`,
    );
  }
  notes.push(
    ...crossSiteCookieNote(
      policy,
      context,
      prose`set ${code("sameSite: 'none', secure: true")} on the cookie and, behind a proxy that ends TLS, ${code("app.set('trust proxy', 1)")}.`,
    ),
    ...policyNotes(policy),
  );
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`app.use('/${prefix}', cors({ … }))`)} limits CORS to that path, if Express sees the same path as the browser.`,
    );
  }
  return notes;
}
