import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRunnable, onThePath } from '../../../scripts/programs.mjs';
import { unpackedPackages } from '../debian.ts';
import { type ProxyProgram, proxyBackend } from './proxy-backend.ts';

export const nginx = proxyBackend({ id: 'nginx', stack: 'nginx', series: 'nginx 1.22', find: findNginx });

/** On the PATH, or of the system's packages. */
export async function findNginx(): Promise<ProxyProgram> {
  const program =
    onThePath(['nginx']).find(isRunnable) ?? join(await unpackedPackages(['nginx']), 'usr', 'sbin', 'nginx');
  const { stderr } = await promisify(execFile)(program, ['-v']);
  return {
    series: `nginx ${/nginx\/(\d+\.\d+)/.exec(stderr)?.[1]}`,
    program,
    template,
    after: '    server_name localhost;',
    args: (folder, config) => ['-p', folder, '-e', 'stderr', '-c', config],
  };
}

function template(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off;
master_process off;
error_log stderr;
pid ${join(folder, 'nginx.pid')};
events {}
http {
  access_log off;
${temporary.map((kind) => `  ${kind}_temp_path ${join(folder, kind)};`).join('\n')}
  server {
    listen 127.0.0.1:PORT;
    server_name localhost;
    location / {
      proxy_pass http://127.0.0.1:UPSTREAM;
    }
  }
}
`;
}
