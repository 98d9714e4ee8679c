import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL('../../.cache/backends', import.meta.url));

/**
 * Path of a Python interpreter that has exactly the packages of a file of pins beside this one; made on the first call and
 * used again while the pins and the interpreter stay the same.
 *
 * `null` where that cannot be done, with the reason printed: no Python 3, or no network for the first call. With `CI=true` that throws.
 */
export async function pythonWithPins(file = 'requirements-django-5.2.txt'): Promise<string | null> {
  try {
    return await environment(fileURLToPath(new URL(file, import.meta.url)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { CI } = process.env;
    if (CI === 'true') throw new Error(`the Python backends cannot run: ${reason}`);
    console.error(`The tests with the packages of ${file} are left out: ${reason}`);
    return null;
  }
}

async function environment(file: string): Promise<string> {
  const pins = await readFile(file, 'utf8');
  const { PYTHON: system = 'python3' } = process.env;
  const { stdout: version } = await run(system, ['--version']);
  const folder = join(CACHE, `python-${createHash('sha256').update(pins).update(version).digest('hex').slice(0, 12)}`);
  const complete = join(folder, 'complete');
  const python = join(folder, 'bin', 'python');
  if (existsSync(complete)) return python;
  await rm(folder, { recursive: true, force: true });
  await mkdir(CACHE, { recursive: true });
  await run(system, ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', file]);
  await writeFile(complete, pins);
  return python;
}

/** `Django 5.2.19`: the version as the installation itself says it. */
export async function installedVersion(python: string, distribution: string): Promise<string> {
  const program = `from importlib.metadata import version; print(version("${distribution}"))`;
  const { stdout } = await run(python, ['-c', program]);
  return `${distribution} ${stdout.trim()}`;
}

/** Runs a `python -m pip install …` of the panel without any index: it succeeds when nothing has to be installed. */
export async function checkPipInstall(python: string, command: string): Promise<void> {
  const [, wanted] = /^python -m pip install "?([^"\s]+)"?$/.exec(command) ?? [];
  if (wanted === undefined) throw new Error(`not an install command: ${command}`);
  const options = ['--no-index', '--no-deps', '--disable-pip-version-check', '--quiet'];
  await run(python, ['-m', 'pip', 'install', ...options, wanted]);
}
