import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Backend } from './backend.ts';
import { type DevServer, freePort, startServer } from './dev-server.ts';

const APPS = fileURLToPath(new URL('../../.cache/backends/apps', import.meta.url));

/** An application in a folder of its own, running; the same port for its whole life. */
export interface RunningApp<Fix = string> {
  readonly port: number;
  /** Pastes the snippet and restarts the server. */
  fixWith(snippet: Fix): Promise<void>;
  close(): Promise<void>;
}

export async function startApp<Fix = string>(backend: Backend<Fix>): Promise<RunningApp<Fix>> {
  await mkdir(APPS, { recursive: true });
  const folder = await mkdtemp(join(APPS, `${backend.stack}-`));
  await backend.create(folder);
  const port = await freePort();
  const start = () => startServer(backend.command(folder, port), port);
  let server: DevServer = await start();
  return {
    port,
    async fixWith(snippet) {
      await backend.paste(folder, snippet);
      await server.stop();
      server = await start();
    },
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
