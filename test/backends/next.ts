import { fileURLToPath } from 'node:url';
import type { Command } from './dev-server.ts';

const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url));

/**
 * A setting of next.config: nothing outside of this folder is compiled, so it has to hold the application and the packages
 * that are linked into it. Where it does not, every route answers 500.
 */
export const NEXT_ROOT = `turbopack: { root: ${JSON.stringify(CACHE)} }`;

/** In development, as a page's author runs it: a build takes longer than everything else in this suite. */
export function nextDev(folder: string, port: number): Command {
  return {
    program: process.execPath,
    args: ['node_modules/next/dist/bin/next', 'dev', '--port', String(port), '--hostname', '127.0.0.1'],
    cwd: folder,
    env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'development' },
  };
}
