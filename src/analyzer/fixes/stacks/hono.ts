import { code, prose } from '../../rules/prose.ts';
import { javascriptArray } from '../javascript-literal.ts';
import { NO_HEADER } from '../no-header.ts';
import { optionStack } from '../option-stack.ts';
import type { OptionWriter } from '../option-writer.ts';
import type { Stack } from './stack.ts';

/** The middleware that comes with Hono. It reflects every request header when the list of allowed ones is empty. */
export const hono: Stack = optionStack({
  id: 'hono',
  title: 'Hono',
  library: 'Hono',
  language: 'typescript',
  install: null,
  whole: {
    file: 'where the Hono app is created',
    placement: prose`Paste it right after ${code('const app = new Hono()')}, before every route and every other ${code('app.use(…)')}, in place of any other ${code('app.use(cors(…))')}.`,
  },
  changed: {
    file: 'where cors(…) is called',
    placement: prose`Write these into the options of ${code('cors({ … })')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code("'*'")}.`,
  },
  restart: prose`Restart the server or deploy again; ${code('wrangler dev')} and ${code('vite')} reload by themselves.`,
  before: ["import { cors } from 'hono/cors';", '', 'app.use(cors({'],
  after: '}));',
  indent: '  ',
  options,
  notes: () => [],
  framework: 'Hono',
  cookie: prose`give ${code('setCookie')} the options ${code("sameSite: 'None', secure: true")}.`,
  pathNote: (prefix) =>
    prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`app.use('/${prefix}/*', cors({ … }))`)} limits CORS to that path, if Hono sees the same path as the browser.`,
});

function options(indent: string): OptionWriter {
  return {
    origins: (values) => `origin: ${javascriptArray(values, indent)},`,
    methods: (values) => `allowMethods: ${javascriptArray(values, indent)},`,
    requestHeaders: (values) =>
      values.length > 0
        ? `allowHeaders: ${javascriptArray(values, indent)},`
        : `allowHeaders: ${javascriptArray(NO_HEADER)}, // no page can send it; an empty list would allow every header`,
    exposeHeaders: (values) => `exposeHeaders: ${javascriptArray(values, indent)},`,
    credentials: 'credentials: true,',
    maxAge: (seconds) => `maxAge: ${seconds},`,
  };
}
