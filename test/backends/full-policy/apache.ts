import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { librariesIn, unpackedPackages } from '../debian.ts';
import { type ProxyProgram, proxyBackend } from './proxy-backend.ts';

export const apache = proxyBackend({ id: 'apache', stack: 'apache', series: 'Apache 2.4', find: findApache });

/** Of the system's packages, with the libraries that it is linked to; nobody has it on the PATH under one name. */
export async function findApache(): Promise<ProxyProgram> {
  const root = await unpackedPackages(['apache2-bin', 'libapr1', 'libaprutil1']);
  const env = { LD_LIBRARY_PATH: await librariesIn(root) };
  const program = join(root, 'usr', 'sbin', 'apache2');
  const { stdout } = await promisify(execFile)(program, ['-v'], { env });
  return {
    series: `Apache ${/Apache\/(\d+\.\d+)/.exec(stdout)?.[1]}`,
    program,
    env: () => env,
    template: (folder) => template(folder, join(root, 'usr', 'lib', 'apache2', 'modules')),
    after: '  ServerName localhost',
    args: (folder, config) => ['-d', folder, '-f', config, '-DFOREGROUND'],
  };
}

function template(folder: string, modules: string): string {
  const loaded = ['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'headers', 'setenvif', 'rewrite'];
  return `${loaded.map((name) => `LoadModule ${name}_module "${join(modules, `mod_${name}.so`)}"`).join('\n')}
Listen 127.0.0.1:PORT
ServerName localhost
PidFile "${join(folder, 'apache.pid')}"
DefaultRuntimeDir "${folder}"
ErrorLog "${join(folder, 'error.log')}"
<VirtualHost *:PORT>
  ServerName localhost
  ProxyPass / http://127.0.0.1:UPSTREAM/
</VirtualHost>
`;
}
