import { code, type Prose, prose } from '../../rules/prose.ts';
import type { Change } from '../../rules/rule.ts';
import { javascriptArray } from '../javascript-literal.ts';
import { allOptions, changedOptionLines, type OptionWriter } from '../option-writer.ts';
import { commonPathPrefix } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import { serverNotes } from '../server-notes.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/**
 * @fastify/cors. The plugin is imported where it is registered, which CommonJS and ES modules both can. Origins are always
 * a list: a single string would be sent to everybody, without `Vary`.
 */
export const fastify: Stack = {
  id: 'fastify',
  title: 'Fastify',
  library: '@fastify/cors',
  language: 'javascript',
  render,
  renderChange,
};

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    install: 'npm install @fastify/cors',
    file: 'where the Fastify app is created',
    placement: prose`Paste it right after ${code('const app = Fastify()')}, before every hook, plugin and route, in place of any other registration of ${code('@fastify/cors')}; write your variable for ${code('app')}.`,
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
    file: 'where @fastify/cors is registered',
    placement: prose`Write these into the options of ${code('@fastify/cors')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code("'*'")}.`,
    code: `${lines.join('\n')}\n`,
    language: 'javascript',
    restart: RESTART,
    notes: cookieNotes(policy, context),
  };
}

const RESTART = prose`Restart the server; ${code('node --watch')} and nodemon do it by themselves.`;

function codeFor(policy: Policy): string {
  return [
    "app.register(import('@fastify/cors'), {",
    ...allOptions(policy, options('  ')).map((option) => `  ${option}`),
    '});',
    '',
  ].join('\n');
}

function options(indent: string): OptionWriter {
  return {
    origins: (values) => `origin: ${javascriptArray(values, indent)},`,
    methods: (values) => `methods: ${javascriptArray(values, indent)},`,
    requestHeaders: (values) => `allowedHeaders: ${javascriptArray(values, indent)},`,
    exposeHeaders: (values) => `exposedHeaders: ${javascriptArray(values, indent)},`,
    credentials: 'credentials: true,',
    maxAge: (seconds) => `maxAge: ${seconds},`,
  };
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  return [
    prose`A hook that is added straight to the app, such as ${code("app.addHook('onRequest', …)")} for authentication, runs before a plugin that is still loading, and would answer preflights: write ${code('await')} in front of ${code('app.register')}, in a function that is ${code('async')} or an ES module.`,
    prose`Fastify 4 takes ${code('@fastify/cors@9')}.`,
    ...cookieNotes(policy, context),
    ...pathNote(policy),
  ];
}

function pathNote(policy: Policy): readonly Prose[] {
  const prefix = commonPathPrefix(policy);
  if (prefix === undefined) return [];
  return [
    prose`Every request seen goes to ${code(`/${prefix}/`)}: the registration inside the plugin that has those routes, with ${code(`{ prefix: '/${prefix}' }`)}, limits CORS to that path, if Fastify sees the same path as the browser.`,
  ];
}

function cookieNotes(policy: Policy, context: SnippetContext): readonly Prose[] {
  return serverNotes(policy, context, 'Fastify', prose`give the cookie ${code("sameSite: 'none', secure: true")}.`);
}
