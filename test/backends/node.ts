import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedProject } from '../support/npm-project.ts';

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
    return packagesIn(await installedProject(fileURLToPath(new URL(project, import.meta.url))));
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
