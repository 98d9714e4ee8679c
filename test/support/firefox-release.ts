import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findFirefox } from '../../scripts/firefox.mjs';
import { namedBy } from '../../scripts/programs.mjs';
import { librariesIn } from '../backends/debian.ts';

const CACHE = fileURLToPath(new URL('../../.cache/firefox', import.meta.url));
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** A slow mirror is no reason to wait for ever; milliseconds for each step. */
const PATIENCE = 300_000;

/** Of all that a browser depends on, what a program loads: libraries and nothing that would have to be set up. */
const LOADED = /^(?:lib|zlib1g_|firefox_|patchelf_)/;

/** What is started, and what it starts itself. */
const PROGRAMS = ['firefox', 'firefox-bin', 'gfxtest'] as const;

/** A Firefox of the release channel, or why there is none. */
export type ReleaseFirefox = { readonly program: string } | { readonly missing: string };

/**
 * The newest Firefox, where distributions install the ESR: the one that `FIREFOX_RELEASE_PATH` names, the one of this machine
 * when it is no ESR, or the one of Debian's development branch, fetched once and kept in .cache. Nothing of the machine changes.
 * Throws only when `FIREFOX_RELEASE_PATH` names no program.
 */
export async function releaseFirefox(): Promise<ReleaseFirefox> {
  const named = namedBy('FIREFOX_RELEASE_PATH');
  if (named !== undefined) return { program: named };
  try {
    const installed = findFirefox();
    if (installed !== undefined && !(await versionOf(installed)).endsWith('esr')) return { program: installed };
    const program = programIn(join(CACHE, 'release'));
    if (!existsSync(program)) await fetchFromDebian();
    await versionOf(program);
    return { program };
  } catch (error) {
    return { missing: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

async function versionOf(program: string): Promise<string> {
  return (await run(program, ['--version'])).trim();
}

function programIn(root: string): string {
  return join(root, 'usr', 'lib', 'firefox', 'firefox');
}

async function run(program: string, args: readonly string[], cwd?: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { cwd, timeout: PATIENCE, maxBuffer: 1e7 });
  return stdout;
}

async function fetchFromDebian(): Promise<void> {
  if (!existsSync(KEYRING)) throw new Error('this is no Debian, and FIREFOX_RELEASE_PATH is not set');
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, 'draft-'));
  const folder = join(CACHE, 'release');
  try {
    await download(draft, ['firefox', 'patchelf']);
    const archives = join(draft, 'archives');
    for (const file of (await readdir(archives)).filter((name) => LOADED.test(name) && name.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', join(archives, file), join(draft, 'root')]);
    }
    await useOwnLibraries(join(draft, 'root'), folder);
    await rename(join(draft, 'root'), folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Leaves the packages with all that they depend on in `folder`/archives, as if nothing at all was installed here. */
async function download(folder: string, packages: readonly string[]): Promise<void> {
  for (const name of ['lists', 'archives']) await mkdir(join(folder, name, 'partial'), { recursive: true });
  await writeFile(join(folder, 'status'), '');
  await writeFile(join(folder, 'sources.list'), `deb [signed-by=${KEYRING}] ${await mirror()} unstable main\n`);
  const settings = {
    'Dir::Etc::SourceList': join(folder, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::State::Status': join(folder, 'status'),
    'Dir::Cache': folder,
    'Debug::NoLocking': '1',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
  };
  const options = ['--quiet', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
  await run('apt-get', [...options, 'update']);
  await run('apt-get', [...options, 'install', '--yes', '--no-install-recommends', '--download-only', ...packages]);
}

/** Where this machine gets its own packages from. */
async function mirror(): Promise<string> {
  const addresses = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  const found = addresses.split('\n').find((address) => /\/debian\/?$/.test(address));
  if (found === undefined) throw new Error('no mirror of Debian is configured on this machine');
  return found;
}

/**
 * Makes the programs in `root` load the libraries beside them, once it lies at `folder`: the machine's own are older. The tool
 * for that came with them, and is no different.
 */
async function useOwnLibraries(root: string, folder: string): Promise<void> {
  const libraries = await librariesIn(root);
  const loader = (await readdir(libraries)).find((name) => /^ld-linux.*\.so\.\d+$/.test(name)) ?? '';
  const later = (path: string) => path.replace(root, folder);
  const patch = [
    ...['--set-interpreter', later(join(libraries, loader))],
    ...['--force-rpath', '--set-rpath', [join(folder, 'usr', 'lib', 'firefox'), later(libraries)].join(':')],
  ];
  const tool = ['--library-path', libraries, join(root, 'usr', 'bin', 'patchelf')];
  for (const name of PROGRAMS) {
    await run(join(libraries, loader), [...tool, ...patch, join(root, 'usr', 'lib', 'firefox', name)]);
  }
}
