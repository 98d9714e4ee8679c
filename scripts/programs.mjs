import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Every place on the PATH where a program of one of these names could be, names before folders.
 *
 * @param {readonly string[]} names
 * @returns {string[]}
 */
export function onThePath(names) {
  const { PATH = '' } = process.env;
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** @param {string} path */
export function isRunnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The program that an environment variable names; undefined when it names none.
 *
 * @param {string} variable
 * @returns {string | undefined} Throws when there is no such program.
 */
export function namedBy(variable) {
  const path = process.env[variable];
  if (!path) return undefined;
  if (isRunnable(path)) return path;
  throw new Error(`${variable} is ${path}, and there is no program at that path. Correct it or unset it.`);
}

/** Whether packages of the system can be installed without asking anybody: as root on Debian and its kin. */
export function canUseApt() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

/**
 * Installs with what the package recommends: a browser without fonts draws empty pages.
 *
 * @param {string} name A package of the system.
 * @param {string} waysOut What to say when it fails.
 */
export function installWithApt(name, waysOut) {
  for (const args of [['update'], ['install', '--yes', name]]) {
    run('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet', ...args], waysOut);
  }
}

/**
 * Runs a program with its output shown, and tells whether it succeeded.
 *
 * @param {string} command
 * @param {string[]} args
 */
export function succeeds(command, args) {
  const { error, status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  return error === undefined && status === 0;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} waysOut What to say when it fails.
 */
function run(command, args, waysOut) {
  if (!succeeds(command, args)) throw new Error(`${command} ${args.join(' ')} failed.\n${waysOut}`);
}
