import { code, prose } from '../../rules/prose.ts';
import { javascriptString } from '../javascript-literal.ts';
import type { DetourNeed } from './detour.ts';
import { devProxy, WITHOUT_COOKIES } from './dev-proxy.ts';
import type { Way } from './way.ts';

/** `server.proxy` of Vite's development server. */
export const vite = devProxy({
  id: 'vite',
  title: 'Vite',
  file: 'vite.config.js',
  placement: prose`Paste it into the object that the file exports. If that has a ${code('server')} already, put ${code('proxy')} in there.`,
  restart: prose`Vite restarts by itself when the file is saved.`,
  codeFor,
});

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
