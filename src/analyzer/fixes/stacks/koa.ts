import { code, type Prose, prose } from '../../rules/prose.ts';
import { javascriptArray } from '../javascript-literal.ts';
import { NO_HEADER } from '../no-header.ts';
import { commonPathPrefix } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import { serverNotes } from '../server-notes.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/**
 * @koa/cors. Its `origin` has to be a function that looks the origin up in a list: it sends a string to everybody,
 * unchecked, and a list as several headers. It leaves a max-age of the number 0 out, and reflects every request header
 * when the list of allowed ones is empty.
 */
export const koa: Stack = {
  id: 'koa',
  title: 'Koa',
  library: '@koa/cors',
  language: 'javascript',
  render,
};

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    install: 'npm install @koa/cors',
    file: 'where the Koa app is created',
    placement: prose`Paste it right after ${code('const app = new Koa()')}, before every other ${code('app.use(…)')}, in place of any other ${code('app.use(cors(…))')}.`,
    code: codeFor(policy),
    language: 'javascript',
    restart: prose`Restart the server; ${code('node --watch')} and nodemon do it by themselves.`,
    notes: notesFor(policy, context),
  };
}

function codeFor(policy: Policy): string {
  const origins = javascriptArray(policy.origins, '  ', 70);
  const options = [
    `origin: (ctx) => ${origins}.find((allowed) => allowed === ctx.get('Origin')),`,
    `allowMethods: ${javascriptArray(policy.methods, '  ')},`,
    policy.requestHeaders.length > 0
      ? `allowHeaders: ${javascriptArray(policy.requestHeaders, '  ')},`
      : `allowHeaders: ${javascriptArray(NO_HEADER)}, // no page can send it; an empty list would allow every header`,
  ];
  if (policy.exposeHeaders.length > 0) options.push(`exposeHeaders: ${javascriptArray(policy.exposeHeaders, '  ')},`);
  if (policy.credentials) options.push('credentials: true,');
  options.push(`maxAge: ${policy.maxAge === 0 ? "'0'" : policy.maxAge},`);
  return [
    "const cors = require('@koa/cors');",
    '',
    'app.use(cors({',
    ...options.map((option) => `  ${option}`),
    '}));',
    '',
  ].join('\n');
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  return [
    prose`In an ES module the first line is ${code("import cors from '@koa/cors';")} and stands at the top of the file.`,
    ...serverNotes(
      policy,
      context,
      'Koa',
      prose`give ${code('ctx.cookies.set')} the options ${code("sameSite: 'none', secure: true")} and, behind a proxy that ends TLS, set ${code('app.proxy = true')}.`,
    ),
    ...pathNote(policy),
  ];
}

function pathNote(policy: Policy): readonly Prose[] {
  const prefix = commonPathPrefix(policy);
  if (prefix === undefined) return [];
  return [
    prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`ctx.path.startsWith('/${prefix}/') &&`)} after the arrow limits CORS to that path, if Koa sees the same path as the browser.`,
  ];
}
