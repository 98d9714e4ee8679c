import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL('../../.cache/backends', import.meta.url));

/**
 * A folder with the files of these packages of Debian or its kin, as if it were the root of a system. They are unpacked and
 * not installed: nothing of this machine changes, and no service starts. Kept in .cache; throws where it cannot be done.
 *
 * `withDependencies`: together with everything that they need and that is not installed on this machine.
 */
export async function unpackedPackages(names: readonly string[], { withDependencies = false } = {}): Promise<string> {
  if (!existsSync('/etc/debian_version')) throw new Error('this is no Debian');
  const hash = createHash('sha256')
    .update(`${names.join(' ')} ${withDependencies}`)
    .digest('hex')
    .slice(0, 12);
  const folder = join(CACHE, `debian-${hash}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, 'debian-draft-'));
  try {
    await chmod(draft, 0o755);
    await download(withDependencies ? installArguments(names, draft) : ['download', ...names], draft);
    const files = (await readdir(draft)).filter((file) => file.endsWith('.deb'));
    for (const file of files) await run('dpkg-deb', ['-x', join(draft, file), join(draft, 'root')]);
    await rename(join(draft, 'root'), folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Where the shared libraries of an unpacked root lie. */
export async function librariesIn(root: string): Promise<string> {
  const folders = await readdir(join(root, 'usr', 'lib'));
  return join(root, 'usr', 'lib', folders.find((name) => name.endsWith('-linux-gnu')) ?? '');
}

/** Everything but the installation: the downloaded packages stay in `folder`. */
function installArguments(names: readonly string[], folder: string): readonly string[] {
  const options = ['--yes', '--no-install-recommends', '--download-only', '-o', 'Debug::NoLocking=1'];
  return ['install', ...options, '-o', `Dir::Cache::archives=${folder}`, ...names];
}

/** A fresh machine has no lists of packages, and only root can get them. */
async function download(args: readonly string[], folder: string): Promise<void> {
  await mkdir(join(folder, 'partial'));
  const fetchThem = () => run('apt-get', ['--quiet', ...args], { cwd: folder });
  try {
    await fetchThem();
  } catch (error) {
    if (process.getuid?.() !== 0) throw error;
    await run('apt-get', ['--quiet', 'update']);
    await fetchThem();
  }
}
