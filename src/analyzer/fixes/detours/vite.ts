import { code, prose } from '../../rules/prose.ts';
import { javascriptString } from '../javascript-literal.ts';
import type { Detour, DetourNeed } from './detour.ts';
import { devProxyNotes, WITHOUT_COOKIES } from './dev-proxy-notes.ts';
import { type Way, wayTo } from './way.ts';

/** `server.proxy` of Vite's development server. */
export const vite: Detour = {
  id: 'vite',
  title: 'Vite',
  kind: 'dev-proxy',
  language: 'javascript',
  render(need) {
    const way = wayTo(need);
    if ('refused' in way) return way;
    return {
      install: null,
      file: 'vite.config.js',
      placement: prose`Paste it into the object that the file exports. If that has a ${code('server')} already, put ${code('proxy')} in there.`,
      code: codeFor(way, need),
      language: 'javascript',
      restart: prose`Vite restarts by itself when the file is saved.`,
      notes: devProxyNotes(need, way),
      calls: way.calls,
    };
  },
};

function codeFor({ server, prefix }: Way, { credentials }: DetourNeed): string {
  return [
    'server: {',
    '  proxy: {',
    `    ${javascriptString(`${prefix}/`)}: {`,
    `      target: ${javascriptString(server)},`,
    '      changeOrigin: true,',
    `      rewrite: (path) => path.replace(${javascriptString(prefix)}, ''),`,
    credentials ? "      cookieDomainRewrite: ''," : `      headers: { cookie: '' }, ${WITHOUT_COOKIES}`,
    '      proxyTimeout: 30000,',
    '    },',
    '  },',
    '},',
    '',
  ].join('\n');
}
