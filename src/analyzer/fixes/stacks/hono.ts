import { code, type Prose, prose } from '../../rules/prose.ts';
import type { Change } from '../../rules/rule.ts';
import { javascriptArray } from '../javascript-literal.ts';
import { NO_HEADER } from '../no-header.ts';
import { allOptions, changedOptionLines, type OptionWriter } from '../option-writer.ts';
import { commonPathPrefix } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import { serverNotes } from '../server-notes.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/** The middleware that comes with Hono. It reflects every request header when the list of allowed ones is empty. */
export const hono: Stack = {
  id: 'hono',
  title: 'Hono',
  library: 'Hono',
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
    file: 'where the Hono app is created',
    placement: prose`Paste it right after ${code('const app = new Hono()')}, before every route and every other ${code('app.use(…)')}, in place of any other ${code('app.use(cors(…))')}.`,
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
    file: 'where cors(…) is called',
    placement: prose`Write these into the options of ${code('cors({ … })')}, in place of those of the same names; what their lists hold there and not here stays in them, except a ${code("'*'")}.`,
    code: `${lines.join('\n')}\n`,
    language: 'typescript',
    restart: RESTART,
    notes: cookieNotes(policy, context),
  };
}

const RESTART = prose`Restart the server or deploy again; ${code('wrangler dev')} and ${code('vite')} reload by themselves.`;

function codeFor(policy: Policy): string {
  return [
    "import { cors } from 'hono/cors';",
    '',
    'app.use(cors({',
    ...allOptions(policy, options('  ')).map((option) => `  ${option}`),
    '}));',
    '',
  ].join('\n');
}

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

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [...cookieNotes(policy, context)];
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`app.use('/${prefix}/*', cors({ … }))`)} limits CORS to that path, if Hono sees the same path as the browser.`,
    );
  }
  return notes;
}

function cookieNotes(policy: Policy, context: SnippetContext): readonly Prose[] {
  return serverNotes(
    policy,
    context,
    'Hono',
    prose`give ${code('setCookie')} the options ${code("sameSite: 'None', secure: true")}.`,
  );
}
