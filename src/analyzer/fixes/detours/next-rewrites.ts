import { code, type Prose, prose } from '../../rules/prose.ts';
import { javascriptString } from '../javascript-literal.ts';
import type { DetourNeed } from './detour.ts';
import { devProxy } from './dev-proxy.ts';
import type { Way } from './way.ts';

/** `rewrites()` of Next.js, kept to development: in production the whole server would be reachable through the site. */
export const nextRewrites = devProxy({
  id: 'next-rewrites',
  title: 'Next.js rewrites',
  file: 'next.config.js',
  placement: prose`Paste it into the object that the file exports. If that has ${code('rewrites')} already, add the entry to what it returns.`,
  restart: prose`${code('next dev')} restarts by itself when the file is saved.`,
  codeFor,
  notesFor,
});

function codeFor({ server, prefix }: Way): string {
  return [
    'async rewrites() {',
    "  if (process.env.NODE_ENV !== 'development') return [];",
    `  return [{ source: ${javascriptString(`${prefix}/:path*`)}, destination: ${javascriptString(`${server}/:path*`)} }];`,
    '},',
    '',
  ].join('\n');
}

function notesFor({ credentials, paths }: DetourNeed, { server }: Way): readonly Prose[] {
  const notes: Prose[] = [];
  if (!credentials) {
    notes.push(
      prose`Next.js passes on every cookie that the browser holds for this host: ${code(server)} sees those of what else you run on it.`,
    );
  }
  if (paths.some((path) => path !== '/' && path.endsWith('/'))) {
    notes.push(
      prose`Next.js redirects a path that ends in a slash to the one without: set ${code('skipTrailingSlashRedirect: true')} beside it.`,
    );
  }
  return notes;
}
