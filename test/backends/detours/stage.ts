import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DetourId } from '../../../src/analyzer/fixes/detours/detour.ts';
import { type Command, type DevServer, freePort, startServer } from '../dev-server.ts';

/**
 * What a developer has on their own side, before anything leads to the foreign server: it serves a page at `/`, and
 * `/token` answers a CSRF token where the framework wants one.
 */
export interface Stage {
  readonly detour: DetourId;
  /** With the version that really runs: "Vite 8.3.8". */
  readonly framework: string;
  /** Its way around leaves the cookies of one's own host in the request, and the panel says so. */
  readonly passesCookiesOn?: true;
  create(folder: string): Promise<void>;
  /** Pastes a snippet where its placement says. */
  paste(folder: string, snippet: string): Promise<void>;
  command(folder: string, port: number): Command;
}

export interface RunningStage {
  /** "http://localhost:5173" */
  readonly origin: string;
  /** Pastes the snippet and restarts the server. */
  leadAroundWith(snippet: string): Promise<void>;
  close(): Promise<void>;
}

const APPS = fileURLToPath(new URL('../../../.cache/backends/apps', import.meta.url));

export async function startStage(stage: Stage): Promise<RunningStage> {
  await mkdir(APPS, { recursive: true });
  const folder = await mkdtemp(join(APPS, `${stage.detour}-`));
  await stage.create(folder);
  const port = await freePort();
  const start = () => startServer(stage.command(folder, port), port);
  let server: DevServer = await start();
  return {
    origin: `http://localhost:${port}`,
    async leadAroundWith(snippet) {
      await stage.paste(folder, snippet);
      await server.stop();
      server = await start();
    },
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
