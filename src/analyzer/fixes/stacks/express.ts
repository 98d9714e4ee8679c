import { code, type Prose, prose } from '../../rules/prose.ts';
import { corsPackageOptions } from '../cors-package-options.ts';
import { optionStack } from '../option-stack.ts';
import type { Policy } from '../policy-type.ts';
import type { Stack } from './stack.ts';

/**
 * The cors package for Express 4 and 5, whose texts do not differ: `app.use` needs no path, which they write differently.
 * Origins are always a list: a single string would be sent to everybody, unchecked.
 */
export const express: Stack = optionStack({
  id: 'express',
  title: 'Express',
  library: 'cors',
  language: 'javascript',
  install: 'npm install cors',
  whole: {
    file: 'where the Express app is created',
    placement: prose`Paste it right after ${code('const app = express()')}, before every route, body parser, authentication and static folder, in place of any other ${code('app.use(cors(…))')}.`,
  },
  changed: {
    file: 'where cors(…) is called',
    placement: prose`Write these into the options of ${code('cors({ … })')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code("'*'")}.`,
  },
  restart: prose`Restart the server; ${code('node --watch')} and nodemon do it by themselves.`,
  before: ["const cors = require('cors');", '', 'app.use(cors({'],
  after: '}));',
  indent: '  ',
  options: corsPackageOptions,
  notes,
  changeNotes: [
    prose`A call of ${code('cors')} on a single route takes the same options, and needs ${code('app.options')} for the same path with the same options.`,
  ],
  framework: 'Express',
  otherLayer: prose`Code that sets the header on a response after ${code('cors')} wins over it.`,
  cookie: prose`set ${code("sameSite: 'none', secure: true")} on the cookie and, where a session library sets it behind a proxy that ends TLS, ${code("app.set('trust proxy', 1)")}.`,
  pathNote: (prefix) =>
    prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`app.use('/${prefix}', cors({ … }))`)} limits CORS to that path, if Express sees the same path as the browser.`,
});

function notes({ methods, requestHeaders }: Policy): readonly Prose[] {
  const module = prose`In an ES module the first line is ${code("import cors from 'cors';")} and stands at the top of the file.`;
  const isPlain = methods.every((method) => ['GET', 'HEAD', 'POST'].includes(method)) && requestHeaders.length === 0;
  if (isPlain) return [module];
  return [
    module,
    prose`It answers every preflight by itself: remove ${code("app.options('*', cors())")}, with which Express 5 does not start.`,
  ];
}
