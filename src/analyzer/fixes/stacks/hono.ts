import { code, type Prose, prose } from '../../rules/prose.ts';
import { javascriptArray } from '../javascript-literal.ts';
import { NO_HEADER } from '../no-header.ts';
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
    restart: prose`Restart the server or deploy again; ${code('wrangler dev')} and ${code('vite')} reload by themselves.`,
    notes: notesFor(policy, context),
  };
}

function codeFor(policy: Policy): string {
  const options = [
    `origin: ${javascriptArray(policy.origins, '  ')},`,
    `allowMethods: ${javascriptArray(policy.methods, '  ')},`,
    policy.requestHeaders.length > 0
      ? `allowHeaders: ${javascriptArray(policy.requestHeaders, '  ')},`
      : `allowHeaders: ${javascriptArray(NO_HEADER)}, // no page can send it; an empty list would allow every header`,
  ];
  if (policy.exposeHeaders.length > 0) options.push(`exposeHeaders: ${javascriptArray(policy.exposeHeaders, '  ')},`);
  if (policy.credentials) options.push('credentials: true,');
  options.push(`maxAge: ${policy.maxAge},`);
  return [
    "import { cors } from 'hono/cors';",
    '',
    'app.use(cors({',
    ...options.map((option) => `  ${option}`),
    '}));',
    '',
  ].join('\n');
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    ...serverNotes(
      policy,
      context,
      'Hono',
      prose`give ${code('setCookie')} the options ${code("sameSite: 'None', secure: true")}.`,
    ),
  ];
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`app.use('/${prefix}/*', cors({ … }))`)} limits CORS to that path, if Hono sees the same path as the browser.`,
    );
  }
  return notes;
}
