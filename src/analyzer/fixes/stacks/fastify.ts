import { code, prose } from '../../rules/prose.ts';
import { corsPackageOptions } from '../cors-package-options.ts';
import { optionStack } from '../option-stack.ts';
import type { Stack } from './stack.ts';

/**
 * @fastify/cors. The plugin is imported where it is registered, which CommonJS and ES modules both can. Origins are always
 * a list: a single string would be sent to everybody, without `Vary`.
 */
export const fastify: Stack = optionStack({
  id: 'fastify',
  title: 'Fastify',
  library: '@fastify/cors',
  language: 'javascript',
  install: 'npm install @fastify/cors',
  whole: {
    file: 'where the Fastify app is created',
    placement: prose`Paste it right after ${code('const app = Fastify()')}, before every hook, plugin and route, in place of any other registration of ${code('@fastify/cors')}; write your variable for ${code('app')}.`,
  },
  changed: {
    file: 'where @fastify/cors is registered',
    placement: prose`Write these into the options of ${code('@fastify/cors')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code("'*'")}.`,
  },
  restart: prose`Restart the server; ${code('node --watch')} and nodemon do it by themselves.`,
  before: ["app.register(import('@fastify/cors'), {"],
  after: '});',
  indent: '  ',
  options: corsPackageOptions,
  notes: () => [
    prose`A hook that is added straight to the app, such as ${code("app.addHook('onRequest', …)")} for authentication, runs before a plugin that is still loading, and would answer preflights: write ${code('await')} in front of ${code('app.register')}, in a function that is ${code('async')} or an ES module.`,
    prose`Fastify 4 takes ${code('@fastify/cors@9')}.`,
  ],
  framework: 'Fastify',
  cookie: prose`give the cookie ${code("sameSite: 'none', secure: true")}.`,
  pathNote: (prefix) =>
    prose`Every request seen goes to ${code(`/${prefix}/`)}: the registration inside the plugin that has those routes, with ${code(`{ prefix: '/${prefix}' }`)}, limits CORS to that path, if Fastify sees the same path as the browser.`,
});
