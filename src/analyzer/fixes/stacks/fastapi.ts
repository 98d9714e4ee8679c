import { code, prose } from '../../rules/prose.ts';
import { optionStack } from '../option-stack.ts';
import type { OptionWriter } from '../option-writer.ts';
import { pythonList } from '../python-literal.ts';
import type { Stack } from './stack.ts';

/** Starlette's middleware, which FastAPI hands on. Origins are always a list: a string would allow every part of itself. */
export const fastapi: Stack = optionStack({
  id: 'fastapi',
  title: 'FastAPI',
  library: 'Starlette',
  language: 'python',
  install: null,
  whole: {
    file: 'where the FastAPI or Starlette app is created',
    placement: prose`Paste it after every other ${code('app.add_middleware(…)')} and ${code('@app.middleware(…)')}, in place of any other ${code('CORSMiddleware')}; write your variable for ${code('app')}.`,
  },
  changed: {
    file: 'where CORSMiddleware is added',
    placement: prose`Write these into the arguments of ${code('CORSMiddleware')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code('"*"')}.`,
  },
  restart: prose`Restart the server; ${code('uvicorn --reload')} and ${code('fastapi dev')} do it by themselves.`,
  before: [
    'from starlette.middleware.cors import CORSMiddleware',
    '',
    'app.add_middleware(  # last: what is added later answers before it',
    '    CORSMiddleware,',
  ],
  after: ')',
  indent: '    ',
  options,
  notes: () => [
    prose`An unhandled exception is answered outside of every middleware, so its 500 has no CORS headers: read the server’s log then. To let the page read those too, wrap the app instead, as the last line of the file: ${code('app = CORSMiddleware(app, …)')} with the same options. ${code('fastapi dev')} and ${code('fastapi run')} do not find an app that is wrapped; ${code('uvicorn')} does.`,
  ],
  framework: 'FastAPI',
  cookie: prose`give ${code('response.set_cookie')} the arguments ${code('samesite="none", secure=True')}.`,
  pathNote: (prefix) =>
    prose`Every request seen goes to ${code(`/${prefix}/`)}: the middleware on an app of its own, ${code(`app.mount("/${prefix}", …)`)}, limits CORS to that path, if FastAPI sees the same path as the browser.`,
});

function options(indent: string): OptionWriter {
  return {
    origins: (values) => `allow_origins=${pythonList(values, indent)},`,
    methods: (values) => `allow_methods=${pythonList(values, indent)},`,
    requestHeaders: (values) => `allow_headers=${pythonList(values, indent)},`,
    exposeHeaders: (values) => `expose_headers=${pythonList(values, indent)},`,
    credentials: 'allow_credentials=True,',
    maxAge: (seconds) => `max_age=${seconds},`,
  };
}
