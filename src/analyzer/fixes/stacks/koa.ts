import { code, prose } from '../../rules/prose.ts';
import { javascriptArray } from '../javascript-literal.ts';
import { NO_HEADER } from '../no-header.ts';
import { optionStack } from '../option-stack.ts';
import type { OptionWriter } from '../option-writer.ts';
import type { Stack } from './stack.ts';

/**
 * @koa/cors. Its `origin` has to be a function that looks the origin up in a list: it sends a string to everybody,
 * unchecked, and a list as several headers. It leaves a max-age of the number 0 out, and reflects every request header
 * when the list of allowed ones is empty.
 */
export const koa: Stack = optionStack({
  id: 'koa',
  title: 'Koa',
  library: '@koa/cors',
  language: 'javascript',
  install: 'npm install @koa/cors',
  whole: {
    file: 'where the Koa app is created',
    placement: prose`Paste it right after ${code('const app = new Koa()')}, before every other ${code('app.use(…)')}, in place of any other ${code('app.use(cors(…))')}.`,
  },
  changed: {
    file: 'where cors(…) is called',
    placement: prose`Write these into the options of ${code('cors({ … })')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code("'*'")}.`,
  },
  restart: prose`Restart the server; ${code('node --watch')} and nodemon do it by themselves.`,
  before: ["const cors = require('@koa/cors');", '', 'app.use(cors({'],
  after: '}));',
  indent: '  ',
  options,
  notes: () => [
    prose`In an ES module the first line is ${code("import cors from '@koa/cors';")} and stands at the top of the file.`,
  ],
  framework: 'Koa',
  cookie: prose`give ${code('ctx.cookies.set')} the options ${code("sameSite: 'none', secure: true")} and, behind a proxy that ends TLS, set ${code('app.proxy = true')}.`,
  pathNote: (prefix) =>
    prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`ctx.path.startsWith('/${prefix}/') &&`)} after the arrow limits CORS to that path, if Koa sees the same path as the browser.`,
});

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
