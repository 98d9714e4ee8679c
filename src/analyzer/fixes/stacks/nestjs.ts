import { code, prose } from '../../rules/prose.ts';
import { corsPackageOptions } from '../cors-package-options.ts';
import { optionStack } from '../option-stack.ts';
import type { Stack } from './stack.ts';

/** Nest hands the options on: to the cors package under Express, to @fastify/cors under Fastify. Both read them alike. */
export const nestjs: Stack = optionStack({
  id: 'nestjs',
  title: 'NestJS',
  library: 'NestJS',
  language: 'typescript',
  install: null,
  whole: {
    file: 'main.ts',
    placement: prose`Paste it right after ${code('const app = await NestFactory.create(…)')}, before every ${code('app.use(…)')}, in place of any other ${code('app.enableCors(…)')}.`,
  },
  changed: {
    file: 'main.ts',
    placement: prose`Write these into the options of ${code('app.enableCors({ … })')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code("'*'")}.`,
  },
  restart: prose`Restart the server; ${code('nest start --watch')} does it by itself.`,
  before: ['app.enableCors({'],
  after: '});',
  indent: '  ',
  options: corsPackageOptions,
  notes: () => [
    prose`Take ${code('cors: true')} out of the options of ${code('NestFactory.create')}: it allows every origin, beside this list.`,
    prose`With the Fastify adapter, ${code('npm install @fastify/cors')} as well and write ${code('await')} in front.`,
  ],
  framework: 'Nest',
  cookie: prose`set ${code("sameSite: 'none', secure: true")} on the cookie and, behind a proxy that ends TLS, ${code("app.set('trust proxy', 1)")} on the Express app.`,
  pathNote: (prefix) =>
    prose`Every request seen goes to ${code(`/${prefix}/`)}: with Express below, ${code(`app.use('/${prefix}', cors({ … }))`)} of the cors package limits CORS to that path, if Nest sees the same path as the browser.`,
});
