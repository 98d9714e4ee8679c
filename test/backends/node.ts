import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CACHE = fileURLToPath(new URL('../../.cache/backends', import.meta.url));

/** The packages of one of the projects beside this file, installed. */
export interface NodePackages {
  /** Lets programs in `folder` find them, and no others by the same names. */
  linkInto(folder: string): Promise<void>;
  /** The version that is installed, under its own name or an alias of package.json: `express4`. */
  versionOf(name: string): Promise<string>;
}

type Project = 'node' | 'next';

const installations = new Map<Project, Promise<NodePackages | null>>();

/**
 * Installs what the lock file of test/backends/`project` names, on the first call and whenever it has changed.
 *
 * `null` where that cannot be done, with the reason printed: no npm, or no network for the first call. With `CI=true` that throws.
 */
export function nodePackages(project: Project = 'node'): Promise<NodePackages | null> {
  const known = installations.get(project) ?? installed(project);
  installations.set(project, known);
  return known;
}

async function installed(project: Project): Promise<NodePackages | null> {
  try {
    return packagesIn(await installation(project));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { CI } = process.env;
    if (CI === 'true') throw new Error(`the packages of test/backends/${project} cannot be installed: ${reason}`);
    console.error(`The tests with packages of test/backends/${project} are left out: ${reason}`);
    return null;
  }
}

function packagesIn(folder: string): NodePackages {
  const modules = join(folder, 'node_modules');
  return {
    linkInto: (app) => symlink(modules, join(app, 'node_modules'), 'junction'),
    async versionOf(name) {
      const { version } = JSON.parse(await readFile(join(modules, name, 'package.json'), 'utf8'));
      return String(version);
    },
  };
}

/** A folder appears under its final name only when it is complete, whoever else installs at the same time. */
async function installation(project: Project): Promise<string> {
  const source = fileURLToPath(new URL(project, import.meta.url));
  const lock = await readFile(join(source, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).update(process.version).digest('hex').slice(0, 12);
  const folder = join(CACHE, `${project}-${hash}`);
  if (existsSync(folder)) return folder;
  console.error(`Installing the packages of test/backends/${project}, once: this takes about half a minute.`);
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, `${project}-draft-`));
  try {
    for (const file of ['package.json', 'package-lock.json']) await copyFile(join(source, file), join(draft, file));
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await promisify(execFile)('npm', ['ci', ...options], { cwd: draft, shell: process.platform === 'win32' });
    await rename(draft, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
