import type { Detour, DetourId } from './detour.ts';
import { nextRewrites } from './next-rewrites.ts';
import { relayDjango } from './relay-django.ts';
import { relayExpress } from './relay-express.ts';
import { relayFlask } from './relay-flask.ts';
import { vite } from './vite.ts';
import { webpackDevServer } from './webpack-dev-server.ts';

/** Every way around a server that is not one's own, in the order in which they are offered. */
export const DETOURS: readonly Detour[] = [vite, webpackDevServer, nextRewrites, relayDjango, relayFlask, relayExpress];

export function detourById(id: DetourId): Detour {
  const detour = DETOURS.find((candidate) => candidate.id === id);
  if (!detour) throw new Error(`no detour has the id ${id}`);
  return detour;
}
