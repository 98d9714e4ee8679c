import { code, type Prose, prose } from '../../rules/prose.ts';
import { javascriptArray } from '../javascript-literal.ts';
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
    restart: prose`Restart the server; ${code('nest start --watch')} does it by itself.`,
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
  return ['app.enableCors({', ...options.map((option) => `  ${option}`), '});', ''].join('\n');
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  return [
    prose`Take ${code('cors: true')} out of the options of ${code('NestFactory.create')}: it allows every origin, beside this list.`,
    prose`With the Fastify adapter, ${code('npm install @fastify/cors')} as well and write ${code('await')} in front.`,
    ...serverNotes(
      policy,
      context,
      'Nest',
      prose`set ${code("sameSite: 'none', secure: true")} on the cookie and, behind a proxy that ends TLS, ${code("app.set('trust proxy', 1)")} on the Express app.`,
    ),
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
