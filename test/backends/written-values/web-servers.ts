import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { headerLines } from '../../../src/analyzer/fetch/header-list.ts';
import { ask, type RawAnswer } from '../answers.ts';
import { freePort, startServer } from '../dev-server.ts';
import { type ProxyProgram, proxyCommand, TEMPLATE } from '../full-policy/proxy-backend.ts';
import type { Sample, Written } from './samples.ts';

const APPS = fileURLToPath(new URL('../../../.cache/backends/apps', import.meta.url));

/** What one snippet makes a server say to a preflight: of an origin of the policy, and of one that resembles it. */
export interface Said {
  readonly wanted: Written;
  readonly origin: string;
  readonly allowed: Saying;
  readonly strangers: readonly (readonly string[])[];
}

interface Saying {
  readonly status: number;
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: readonly string[];
  readonly maxAge: readonly string[];
}

/**
 * Runs one server with a site for every sample, each under a name of its own, and asks all of them.
 *
 * @param withSites Adds a site for each name and snippet to the configuration; PORT in it stands for the port.
 */
export async function saidBy(
  program: ProxyProgram,
  samples: readonly Sample[],
  withSites: (template: string, sites: readonly (readonly [name: string, code: string])[]) => string,
): Promise<readonly Said[]> {
  await mkdir(APPS, { recursive: true });
  const folder = await mkdtemp(join(APPS, 'sites-'));
  const port = await freePort();
  const sites = samples.map(({ code }, index) => [`site${index}.test`, code] as const);
  await writeFile(join(folder, TEMPLATE), withSites(program.template(folder), sites));
  const server = await startServer(proxyCommand(program, folder, port), port);
  try {
    const said: Said[] = [];
    for (const [index, { wanted }] of samples.entries()) {
      for (const origin of wanted.origins) said.push(await askFor(port, `site${index}.test`, wanted, origin));
    }
    return said;
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function askFor(port: number, host: string, wanted: Written, origin: string): Promise<Said> {
  const preflight = (asker: string) =>
    ask(port, '/', {
      method: 'OPTIONS',
      headers: { Host: `${host}:${port}`, Origin: asker, 'Access-Control-Request-Method': 'PATCH' },
    });
  const strangers = ['null', `${origin}.evil.example`, `${origin}0`, origin.replace('//', '//x')];
  const allowed = sayingOf(await preflight(origin));
  const refused: (readonly string[])[] = [];
  for (const stranger of strangers) refused.push(sayingOf(await preflight(stranger)).origins);
  return { wanted, origin, allowed, strangers: refused };
}

function sayingOf({ status, headers }: RawAnswer): Saying {
  const lines = (name: string) => headerLines(headers, `access-control-${name}`);
  return {
    status,
    origins: lines('allow-origin'),
    methods: lines('allow-methods'),
    headers: lines('allow-headers'),
    exposed: lines('expose-headers'),
    credentials: lines('allow-credentials'),
    maxAge: lines('max-age'),
  };
}
