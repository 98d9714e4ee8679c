import { code, type Prose, prose } from '../../rules/prose.ts';
import type { Change } from '../../rules/rule.ts';
import { allOptions, changedOptionLines, type OptionWriter } from '../option-writer.ts';
import { commonPathPrefix } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { pythonList } from '../python-literal.ts';
import { renderable } from '../renderable.ts';
import { serverNotes } from '../server-notes.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/** Starlette's middleware, which FastAPI hands on. Origins are always a list: a string would allow every part of itself. */
export const fastapi: Stack = {
  id: 'fastapi',
  title: 'FastAPI',
  library: 'Starlette',
  language: 'python',
  render,
  renderChange,
};

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    install: null,
    file: 'where the FastAPI or Starlette app is created',
    placement: prose`Paste it after every other ${code('app.add_middleware(…)')} and ${code('@app.middleware(…)')}, in place of any other ${code('CORSMiddleware')}; write your variable for ${code('app')}.`,
    code: codeFor(policy),
    language: 'python',
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
    file: 'where CORSMiddleware is added',
    placement: prose`Write these into the arguments of ${code('CORSMiddleware')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code('"*"')}.`,
    code: `${lines.join('\n')}\n`,
    language: 'python',
    restart: RESTART,
    notes: cookieNotes(policy, context),
  };
}

const RESTART = prose`Restart the server; ${code('uvicorn --reload')} and ${code('fastapi dev')} do it by themselves.`;

function codeFor(policy: Policy): string {
  return [
    'from starlette.middleware.cors import CORSMiddleware',
    '',
    'app.add_middleware(  # last: what is added later answers before it',
    '    CORSMiddleware,',
    ...allOptions(policy, options('    ')).map((option) => `    ${option}`),
    ')',
    '',
  ].join('\n');
}

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

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  return [
    prose`An unhandled exception is answered outside of every middleware, so its 500 has no CORS headers: read the server’s log then. To let the page read those too, wrap the app instead, as the last line of the file: ${code('app = CORSMiddleware(app, …)')} with the same options. ${code('fastapi dev')} and ${code('fastapi run')} do not find an app that is wrapped; ${code('uvicorn')} does.`,
    ...cookieNotes(policy, context),
    ...pathNote(policy),
  ];
}

function pathNote(policy: Policy): readonly Prose[] {
  const prefix = commonPathPrefix(policy);
  if (prefix === undefined) return [];
  return [
    prose`Every request seen goes to ${code(`/${prefix}/`)}: the middleware on an app of its own, ${code(`app.mount("/${prefix}", …)`)}, limits CORS to that path, if FastAPI sees the same path as the browser.`,
  ];
}

function cookieNotes(policy: Policy, context: SnippetContext): readonly Prose[] {
  return serverNotes(
    policy,
    context,
    'FastAPI',
    prose`give ${code('response.set_cookie')} the arguments ${code('samesite="none", secure=True')}.`,
  );
}
