import { code, type Prose, prose } from '../../rules/prose.ts';
import type { Change } from '../../rules/rule.ts';
import { javascriptArray } from '../javascript-literal.ts';
import { NO_HEADER } from '../no-header.ts';
import { allOptions, changedOptionLines, type OptionWriter } from '../option-writer.ts';
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
  renderChange,
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
  const lines = changedOptionLines(changes, policy, options(''));
  if (!lines) return undefined;
  return {
    install: null,
    file: 'where cors(…) is called',
    placement: prose`Write these into the options of ${code('cors({ … })')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code("'*'")}.`,
    code: `${lines.join('\n')}\n`,
    language: 'javascript',
    restart: RESTART,
    notes: cookieNotes(policy, context),
  };
}

const RESTART = prose`Restart the server; ${code('node --watch')} and nodemon do it by themselves.`;

function codeFor(policy: Policy): string {
  return [
    "const cors = require('@koa/cors');",
    '',
    'app.use(cors({',
    ...allOptions(policy, options('  ')).map((option) => `  ${option}`),
    '}));',
    '',
  ].join('\n');
}

function options(indent: string): OptionWriter {
  return {
    origins: (values) =>
      `origin: (ctx) => ${javascriptArray(values, indent, 70)}.find((allowed) => allowed === ctx.get('Origin')),`,
    methods: (values) => `allowMethods: ${javascriptArray(values, indent)},`,
    requestHeaders: (values) =>
      values.length > 0
        ? `allowHeaders: ${javascriptArray(values, indent)},`
        : `allowHeaders: ${javascriptArray(NO_HEADER)}, // no page can send it; an empty list would allow every header`,
    exposeHeaders: (values) => `exposeHeaders: ${javascriptArray(values, indent)},`,
    credentials: 'credentials: true,',
    maxAge: (seconds) => `maxAge: ${seconds === 0 ? "'0'" : seconds},`,
  };
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  return [
    prose`In an ES module the first line is ${code("import cors from '@koa/cors';")} and stands at the top of the file.`,
    ...cookieNotes(policy, context),
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

function cookieNotes(policy: Policy, context: SnippetContext): readonly Prose[] {
  return serverNotes(
    policy,
    context,
    'Koa',
    prose`give ${code('ctx.cookies.set')} the options ${code("sameSite: 'none', secure: true")} and, behind a proxy that ends TLS, set ${code('app.proxy = true')}.`,
  );
}
