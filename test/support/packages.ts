import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Makes the packages of `source` into a new temporary folder, in a process of its own. Returns the folder. */
export async function packagesOf(source = ROOT): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'whycors-packages-'));
  const program = `
    import { makePackages } from ${JSON.stringify(new URL('../../scripts/package/make.mjs', import.meta.url))};
    await makePackages(...process.argv.slice(1));`;
  await run(process.execPath, ['--input-type=module', '--eval', program, folder, source], { cwd: source });
  return folder;
}

/** Path to content of every file in a zip file. */
export async function unzipped(file: string): Promise<ReadonlyMap<string, Uint8Array>> {
  return new Map(Object.entries(unzipSync(await readFile(file))));
}
