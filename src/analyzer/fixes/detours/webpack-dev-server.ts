import { code, prose } from '../../rules/prose.ts';
import { javascriptString } from '../javascript-literal.ts';
import type { DetourNeed } from './detour.ts';
import { devProxy, WITHOUT_COOKIES } from './dev-proxy.ts';
import type { Way } from './way.ts';

/** `devServer.proxy`: an array since webpack-dev-server 5; its older object form is an error there. */
export const webpackDevServer = devProxy({
  id: 'webpack-dev-server',
  title: 'webpack-dev-server',
  file: 'webpack.config.js',
  placement: prose`Paste it into the object that the file exports. If that has a ${code('devServer')} already, put ${code('proxy')} in there.`,
  restart: prose`Restart ${code('webpack serve')}.`,
  codeFor,
});

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
