import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRunnable, onThePath } from '../../../scripts/programs.mjs';
import { unpackedPackages } from '../debian.ts';
import { type ProxyProgram, proxyBackend } from './proxy-backend.ts';

export const caddy = proxyBackend({ id: 'caddy', stack: 'caddy', series: 'Caddy 2.6', find: findCaddy });

/** On the PATH, or of the system's packages. */
export async function findCaddy(): Promise<ProxyProgram> {
  const program =
    onThePath(['caddy']).find(isRunnable) ?? join(await unpackedPackages(['caddy']), 'usr', 'bin', 'caddy');
  const { stdout } = await promisify(execFile)(program, ['version']);
  return {
    series: `Caddy ${/^v?(\d+\.\d+)/.exec(stdout)?.[1]}`,
    program,
    env: (folder) => ({ XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder }),
    template: () => TEMPLATE,
    after: 'http://:PORT {',
    args: (_folder, config) => ['run', '--adapter', 'caddyfile', '--config', config],
  };
}

const TEMPLATE = `{
	admin off
	auto_https off
	default_bind 127.0.0.1
}

http://:PORT {
	reverse_proxy 127.0.0.1:UPSTREAM
}
`;
