import { code, type Prose, prose } from '../../rules/prose.ts';
import type { Change } from '../../rules/rule.ts';
import { javascriptArray } from '../javascript-literal.ts';
import { allOptions, changedOptionLines, type OptionWriter } from '../option-writer.ts';
import { commonPathPrefix } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import { serverNotes } from '../server-notes.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/** Nest hands the options on: to the cors package under Express, to @fastify/cors under Fastify. Both read them alike. */
export const nestjs: Stack = {
  id: 'nestjs',
  title: 'NestJS',
  library: 'NestJS',
  language: 'typescript',
  render,
  renderChange,
};

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    install: null,
    file: 'main.ts',
    placement: prose`Paste it right after ${code('const app = await NestFactory.create(…)')}, before every ${code('app.use(…)')}, in place of any other ${code('app.enableCors(…)')}.`,
    code: codeFor(policy),
    language: 'typescript',
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
    file: 'main.ts',
    placement: prose`Write these into the options of ${code('app.enableCors({ … })')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code("'*'")}.`,
    code: `${lines.join('\n')}\n`,
    language: 'typescript',
    restart: RESTART,
    notes: cookieNotes(policy, context),
  };
}

const RESTART = prose`Restart the server; ${code('nest start --watch')} does it by itself.`;

function codeFor(policy: Policy): string {
  return ['app.enableCors({', ...allOptions(policy, options('  ')).map((option) => `  ${option}`), '});', ''].join(
    '\n',
  );
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
    prose`Take ${code('cors: true')} out of the options of ${code('NestFactory.create')}: it allows every origin, beside this list.`,
    prose`With the Fastify adapter, ${code('npm install @fastify/cors')} as well and write ${code('await')} in front.`,
    ...cookieNotes(policy, context),
    ...pathNote(policy),
  ];
}

function pathNote(policy: Policy): readonly Prose[] {
  const prefix = commonPathPrefix(policy);
  if (prefix === undefined) return [];
  return [
    prose`Every request seen goes to ${code(`/${prefix}/`)}: with Express below, ${code(`app.use('/${prefix}', cors({ … }))`)} of the cors package limits CORS to that path, if Nest sees the same path as the browser.`,
  ];
}

function cookieNotes(policy: Policy, context: SnippetContext): readonly Prose[] {
  return serverNotes(
    policy,
    context,
    'Nest',
    prose`set ${code("sameSite: 'none', secure: true")} on the cookie and, behind a proxy that ends TLS, ${code("app.set('trust proxy', 1)")} on the Express app.`,
  );
}
