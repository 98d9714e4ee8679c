import { code, prose } from '../../rules/prose.ts';
import { javascriptString } from '../javascript-literal.ts';
import type { Detour, DetourNeed } from './detour.ts';
import { devProxyNotes, WITHOUT_COOKIES } from './dev-proxy-notes.ts';
import { type Way, wayTo } from './way.ts';

/** `devServer.proxy`: an array since webpack-dev-server 5; its older object form is an error there. */
export const webpackDevServer: Detour = {
  id: 'webpack-dev-server',
  title: 'webpack-dev-server',
  kind: 'dev-proxy',
  language: 'javascript',
  render(need) {
    const way = wayTo(need);
    if ('refused' in way) return way;
    return {
      install: null,
      file: 'webpack.config.js',
      placement: prose`Paste it into the object that the file exports. If that has a ${code('devServer')} already, put ${code('proxy')} in there.`,
      code: codeFor(way, need),
      language: 'javascript',
      restart: prose`Restart ${code('webpack serve')}.`,
      notes: devProxyNotes(need, way),
      calls: way.calls,
    };
  },
};

function codeFor({ server, prefix }: Way, { credentials }: DetourNeed): string {
  return [
    'devServer: {',
    '  proxy: [',
    '    {',
    `      context: [${javascriptString(`${prefix}/`)}],`,
    `      target: ${javascriptString(server)},`,
    '      changeOrigin: true,',
    `      pathRewrite: (path) => path.replace(${javascriptString(prefix)}, ''),`,
    credentials ? "      cookieDomainRewrite: ''," : `      headers: { cookie: '' }, ${WITHOUT_COOKIES}`,
    '      proxyTimeout: 30000,',
    '    },',
    '  ],',
    '},',
    '',
  ].join('\n');
}
