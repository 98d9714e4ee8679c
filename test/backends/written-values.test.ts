import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, type TestContext } from 'vitest';
import { isRunnable, onThePath } from '../../scripts/programs.mjs';
import type { StackId } from '../../src/analyzer/server/server-guess.ts';
import { librariesIn, unpackedPackages } from './debian.ts';
import { findApache } from './full-policy/apache.ts';
import { findCaddy } from './full-policy/caddy.ts';
import { go } from './full-policy/go-backend.ts';
import { findNginx } from './full-policy/nginx.ts';
import { rubyEnvironment } from './full-policy/rails.ts';
import { javaTold } from './written-values/java.ts';
import { type Sample, samplesOf } from './written-values/samples.ts';
import { answerOf, GO, PHP, RUBY } from './written-values/scripts.ts';
import { jub0bsCors, laravel, rackCors, rsCors, spring } from './written-values/told.ts';
import { saidBy } from './written-values/web-servers.ts';

const APPS = fileURLToPath(new URL('../../.cache/backends/apps', import.meta.url));

type Sites = readonly (readonly [name: string, code: string])[];

/** What a program gives; where it cannot be had, the test is left out and the reason printed. */
async function from<T>(skip: TestContext['skip'], find: () => T | Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
    console.error(`Left out: ${reason}`);
    return skip(reason);
  }
}

function manySamples(stack: StackId): readonly Sample[] {
  const samples = samplesOf(stack);
  expect(samples.length).toBeGreaterThan(80);
  return samples;
}

const codesOf = (samples: readonly Sample[]) => samples.map(({ code }) => code);

async function emptyFolder(): Promise<string> {
  await mkdir(APPS, { recursive: true });
  return mkdtemp(join(APPS, 'values-'));
}

describe('a server with the snippet says exactly what the policy names:', () => {
  const each = (sites: Sites, write: (name: string, code: string) => string) =>
    sites.map(([name, code]) => write(name, code)).join('\n');

  it.for([
    {
      stack: 'nginx' as const,
      find: findNginx,
      withSites: (template: string, sites: Sites) =>
        template.replace(
          /\}\n$/,
          `${each(sites, (name, code) => `server { listen 127.0.0.1:PORT; server_name ${name};\n${code}}`)}\n}\n`,
        ),
    },
    {
      stack: 'apache' as const,
      find: findApache,
      withSites: (template: string, sites: Sites) =>
        template + each(sites, (name, code) => `<VirtualHost *:PORT>\nServerName ${name}\n${code}</VirtualHost>\n`),
    },
    {
      stack: 'caddy' as const,
      find: findCaddy,
      withSites: (template: string, sites: Sites) =>
        template + each(sites, (name, code) => `http://${name}:PORT {\n${code}}\n`),
    },
  ])('$stack', async ({ stack, find, withSites }, { skip }) => {
    const program = await from(skip, find);
    for (const { wanted, origin, allowed, strangers } of await saidBy(program, manySamples(stack), withSites)) {
      const line = (names: readonly string[]) => (names.length > 0 ? [names.join(', ')] : []);
      expect(allowed).toEqual({
        status: 204,
        origins: [origin],
        methods: line(wanted.methods),
        headers: line(wanted.headers),
        exposed: line(wanted.exposed),
        credentials: wanted.credentials ? ['true'] : [],
        maxAge: [String(wanted.maxAge)],
      });
      expect(strangers.flat()).toEqual([]);
    }
  });
});

describe('a program with the snippet is told exactly the policy:', () => {
  it('rs/cors and jub0bs/cors, as Go reads them and gofmt writes them', async ({ skip }) => {
    const folder = await emptyFolder();
    await writeFile(join(folder, 'read.go'), GO);
    await from(skip, () => go(['build', '-o', 'read', 'read.go'], folder));
    for (const stack of ['go-rs-cors', 'go-jub0bs-cors'] as const) {
      const samples = manySamples(stack);
      const told = answerOf(join(folder, 'read'), [], codesOf(samples)) as { Fields: object; Formatted: boolean }[];
      expect(told.map(({ Fields }) => Fields)).toEqual(samples.map(stack === 'go-rs-cors' ? rsCors : jub0bsCors));
      expect(told.filter(({ Formatted }) => !Formatted)).toEqual([]);
    }
    await rm(folder, { recursive: true });
  });

  it('jub0bs/cors, which accepts every configuration that is not refused', async ({ skip }) => {
    const folder = await emptyFolder();
    const pins = fileURLToPath(new URL('full-policy/go-jub0bs-cors/', import.meta.url));
    for (const file of ['go.mod', 'go.sum']) await copyFile(join(pins, file), join(folder, file));
    const samples = manySamples('go-jub0bs-cors');
    for (const [index, { code }] of samples.entries()) {
      await writeFile(join(folder, `cors${index}.go`), code.replace('withCORS', `withCORS${index}`));
    }
    const calls = samples.map((_, index) => `withCORS${index}(nil)`).join('\n');
    await writeFile(join(folder, 'main.go'), `package main\n\nfunc main() {\n${calls}\nprintln("accepted")\n}\n`);
    await from(skip, () => go(['mod', 'download'], folder));
    await expect(go(['run', '.'], folder)).resolves.toBeDefined();
    await rm(folder, { recursive: true });
  });

  it('rack-cors', async ({ skip }) => {
    const { ruby, env } = await from(skip, findRuby);
    const samples = manySamples('rails');
    const told = answerOf(ruby, ['-e', RUBY], codesOf(samples), { env });
    expect(told).toEqual(samples.map(rackCors));
  });

  it('Laravel', async ({ skip }) => {
    const { php, env } = await from(skip, findPhp);
    const samples = manySamples('laravel');
    const told = answerOf(php, ['-n', '-r', PHP], codesOf(samples), { env });
    expect(told).toEqual(samples.map(laravel));
  });

  it('Spring', async ({ skip }) => {
    const samples = manySamples('spring-boot');
    const folder = await emptyFolder();
    await from(skip, () => execFileSync('javac', ['--version']));
    expect(javaTold(codesOf(samples), folder)).toEqual(samples.map(spring));
    await rm(folder, { recursive: true });
  });
});

/** On the PATH, or of the system's packages. */
async function findRuby() {
  const installed = onThePath(['ruby']).find(isRunnable);
  if (installed !== undefined) return { ruby: installed, env: {} };
  const root = await unpackedPackages(['ruby'], { withDependencies: true });
  return { ruby: join(root, 'usr', 'bin', 'ruby'), env: await rubyEnvironment(root) };
}

async function findPhp() {
  const installed = onThePath(['php']).find(isRunnable);
  if (installed !== undefined) return { php: installed, env: {} };
  const root = await unpackedPackages(['php-cli'], { withDependencies: true });
  const name = (await readdir(join(root, 'usr', 'bin'))).find((program) => /^php\d/.test(program)) ?? 'php';
  return { php: join(root, 'usr', 'bin', name), env: { LD_LIBRARY_PATH: await librariesIn(root) } };
}
