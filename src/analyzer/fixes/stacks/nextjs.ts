import { code, type Prose, prose } from '../../rules/prose.ts';
import { javascriptArray, javascriptString } from '../javascript-literal.ts';
import { commonPathPrefix } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import { serverNotes } from '../server-notes.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/**
 * The file that runs before every route handler. Headers that a route handler sets itself are lost when it throws, and
 * those of next.config name the same origin to everybody.
 */
export const nextjs: Stack = {
  id: 'nextjs',
  title: 'Next.js',
  library: 'Next.js',
  language: 'typescript',
  versions: [
    { id: '16', title: 'Next.js 16: proxy.ts' },
    { id: '15', title: 'Next.js 15 and older: middleware.ts' },
  ],
  render,
};

function render(requested: Policy, context: SnippetContext, version = '16'): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  const name = version === '15' ? 'middleware' : 'proxy';
  return {
    install: null,
    file: `${name}.ts`,
    placement: prose`Make it a file of its own beside the folder ${code('app')} (or ${code('pages')}): in the project’s root, or in ${code('src')} where that folder is there.`,
    code: codeFor(policy, name),
    language: 'typescript',
    restart: prose`${code('next dev')} reloads by itself once the file is known, so restart it the first time; otherwise build and start again.`,
    notes: notesFor(policy, context, name),
  };
}

function codeFor(policy: Policy, name: string): string {
  const prefix = commonPathPrefix(policy);
  const lists = [
    `allowedOrigins: ${javascriptArray(policy.origins, '  ')},`,
    `allowedMethods: ${javascriptArray(policy.methods, '  ')},`,
    `allowedHeaders: ${javascriptArray(policy.requestHeaders, '  ')},`,
  ];
  if (policy.exposeHeaders.length > 0) lists.push(`exposedHeaders: ${javascriptArray(policy.exposeHeaders, '  ')},`);
  return [
    "import { type NextRequest, NextResponse } from 'next/server';",
    '',
    'const cors = {',
    ...lists.map((list) => `  ${list}`),
    '};',
    '',
    `export function ${name}(request: NextRequest) {`,
    ...body(policy).map((line) => `  ${line}`),
    '}',
    ...(prefix === undefined
      ? []
      : ['', `export const config = { matcher: ${javascriptString(`/${prefix}/:path*`)} };`]),
    '',
  ].join('\n');
}

function body(policy: Policy): readonly string[] {
  return [
    "const asker = request.headers.get('origin') ?? '';",
    "const isPreflight = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');",
    'const response = isPreflight ? new NextResponse(null, { status: 204 }) : NextResponse.next();',
    "response.headers.append('Vary', 'Origin');",
    'if (!cors.allowedOrigins.includes(asker)) return response;',
    "response.headers.set('Access-Control-Allow-Origin', asker);",
    ...(policy.credentials ? ["response.headers.set('Access-Control-Allow-Credentials', 'true');"] : []),
    ...(policy.exposeHeaders.length > 0
      ? ["response.headers.set('Access-Control-Expose-Headers', cors.exposedHeaders.join(', '));"]
      : []),
    'if (isPreflight) {',
    "  response.headers.set('Access-Control-Allow-Methods', cors.allowedMethods.join(', '));",
    "  response.headers.set('Access-Control-Allow-Headers', cors.allowedHeaders.join(', '));",
    `  response.headers.set('Access-Control-Max-Age', '${policy.maxAge}');`,
    '}',
    'return response;',
  ];
}

function notesFor(policy: Policy, context: SnippetContext, name: string): readonly Prose[] {
  const notes: Prose[] = [
    prose`Take CORS headers out of the route handlers and of ${code('headers()')} in next.config: one place answers. In a JavaScript project the file is ${code(`${name}.js`)}, without the two types.`,
    prose`If there is a ${code(`${name}.ts`)} already, call this from it before anything that redirects or asks for a login. Next.js corrects the slash at the end of a path by a redirect before either runs, so the page has to ask for the exact path.`,
    ...serverNotes(policy, context, {
      framework: 'Next.js',
      cookie: prose`give ${code('cookies().set')} the options ${code("sameSite: 'none', secure: true")}.`,
    }),
  ];
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}, so the last line limits CORS to that path, if Next.js sees the same path as the browser.`,
    );
  }
  return notes;
}
