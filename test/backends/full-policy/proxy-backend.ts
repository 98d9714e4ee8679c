import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StackId } from '../../../src/analyzer/server/server-guess.ts';
import type { FullPolicyBackend } from '../backend.ts';
import type { Command } from '../dev-server.ts';
import { pasteAfter } from './paste.ts';

const LAUNCHER = fileURLToPath(new URL('behind-proxy.mjs', import.meta.url));
export const TEMPLATE = 'site.template';

/** A web server in front of an application, which is the same for all of them. */
export interface Proxy {
  readonly id: string;
  readonly stack: StackId;
  /** "nginx 1.22": the series that the row of what is proven stands for. */
  readonly series: string;
  /** Finds or fetches the program. Throws with the reason where there is none. */
  find(): Promise<ProxyProgram>;
}

export interface ProxyProgram {
  /** "nginx 1.22", asked of the program. */
  readonly series: string;
  readonly program: string;
  env?(folder: string): Readonly<Record<string, string>>;
  /** The configuration; PORT and UPSTREAM stand for the two ports. */
  template(folder: string): string;
  /** The line of the template that the snippet is pasted after. */
  readonly after: string;
  /** Runs in the foreground. */
  args(folder: string, config: string): readonly string[];
}

export function proxyBackend(proxy: Proxy): FullPolicyBackend {
  const { id, stack } = proxy;
  return {
    id,
    stack,
    async prepare() {
      const found = await proxy.find().catch((error: unknown) => reasonOf(error));
      if ('missing' in found) return found;
      if (found.series !== proxy.series) return { missing: `this machine has ${found.series}, not ${proxy.series}` };
      return {
        stack,
        framework: found.series,
        library: null,
        create: (folder) => writeFile(join(folder, TEMPLATE), found.template(folder)),
        paste: (folder, snippet) => pasteAfter(join(folder, TEMPLATE), found.after, snippet),
        command: (folder, port) => proxyCommand(found, folder, port),
      };
    },
  };
}

/** The application and the proxy in front of it; the template lies in the folder. */
export function proxyCommand({ program, args, env }: ProxyProgram, folder: string, port: number): Command {
  const config = join(folder, 'site.conf');
  const launch = [LAUNCHER, String(port), join(folder, TEMPLATE), config, program, ...args(folder, config)];
  return { program: process.execPath, args: launch, cwd: folder, env: env?.(folder) ?? {} };
}

function reasonOf(error: unknown): { readonly missing: string } {
  const reason = error instanceof Error ? error.message : String(error);
  return { missing: reason.trim().split('\n')[0] ?? 'it cannot be installed' };
}
