import { code, prose } from '../../rules/prose.ts';
import { isLoopbackOrigin, normaliseOrigin } from '../normalise-origin.ts';
import type { Refusal } from '../stacks/stack.ts';
import type { Call, DetourNeed } from './detour.ts';

/** Where a detour leads, with nothing in it that a page or a server could have slipped in. */
export interface Way {
  /** The foreign server's serialised http(s) origin. */
  readonly server: string;
  /** "/via/api.example.com": letters, digits, dots, hyphens and slashes only; no slash at its end. */
  readonly prefix: string;
  /** The same as a name for code: "api_example_com". */
  readonly name: string;
  readonly calls: readonly Call[];
}

/** Longer than any name of the domain system. */
const LONGEST_HOST = 255;

/** The way to the server; a refusal when its origin is none that a program could be sent to. */
export function wayTo({ server, paths }: DetourNeed): Way | Refusal {
  const normal = normaliseOrigin(server);
  if ('unusable' in normal) {
    return {
      refused: prose`${code(server.slice(0, 80))} is not an http or https server that requests can be sent to.`,
    };
  }
  const { host } = new URL(normal.origin);
  // A path segment of dots alone would mean another folder.
  const label =
    host
      .slice(0, LONGEST_HOST)
      .replaceAll(/[^a-z0-9.-]+/g, '-')
      .replaceAll(/^[-.]+|[-.]+$/g, '') || 'server';
  const prefix = `/via/${label}`;
  return {
    server: normal.origin,
    prefix,
    name: label.replaceAll(/[^a-z0-9]/g, '_'),
    calls: paths.map((path) => ({ from: `${normal.origin}${path}`, to: `${prefix}${path}` })),
  };
}

/** Everybody between the two can read along and change what is sent. */
export function isUnencrypted({ server }: Way): boolean {
  return server.startsWith('http:') && !isLoopbackOrigin(server);
}
