import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CACHE = fileURLToPath(new URL('../../.cache/npm', import.meta.url));

/**
 * The folder in which the packages of `project`'s lock file are installed: made on the first call and whenever the lock
 * has changed, and kept in .cache. Throws where npm or the network is missing.
 */
export async function installedProject(project: string): Promise<string> {
  const lock = await readFile(join(project, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).update(process.version).digest('hex').slice(0, 12);
  const folder = join(CACHE, `${basename(project)}-${hash}`);
  if (existsSync(folder)) return folder;
  console.error(`Installing what ${basename(project)}/package-lock.json names, once: this takes about half a minute.`);
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, 'draft-'));
  try {
    for (const file of ['package.json', 'package-lock.json']) await copyFile(join(project, file), join(draft, file));
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await promisify(execFile)('npm', ['ci', ...options], { cwd: draft, shell: process.platform === 'win32' });
    // A folder appears under its final name only when it is complete, whoever else installs at the same time.
    await rename(draft, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
