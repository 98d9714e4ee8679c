import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { step } from './progress.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Node versions before this one lack what the tools need. */
const NODE = [20, 19];

/** Installs exactly what the lockfile says, unless it is there already. */
export async function ensureInstalled() {
  checkNode();
  if (isInstalled()) return;
  await step('Installing the packages of package-lock.json (npm ci)', () => {
    const { npm_execpath: npm } = process.env;
    const [command, ...first] = npm === undefined ? ['npm'] : [process.execPath, npm];
    const shell = npm === undefined && process.platform === 'win32';
    const { status } = spawnSync(command, [...first, 'ci', '--no-fund', '--no-audit'], {
      cwd: root,
      stdio: 'inherit',
      shell,
    });
    if (status !== 0) throw new Error('npm ci failed: see its message above. Nothing else was changed.');
  });
}

/** npm keeps a lockfile of what it really installed; every package that ours names must be in it, at that version. */
function isInstalled() {
  const installedFile = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(installedFile);
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new Error(`Node ${NODE.join('.')} or newer is needed; this is ${process.versions.node}.`);
}
