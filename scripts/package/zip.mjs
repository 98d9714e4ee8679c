import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';

/** The first moment that a zip file can name, so that its bytes depend on its contents alone. */
const EPOCH = new Date(1980, 0, 1);

/**
 * A zip file of these files: the same bytes for the same contents, wherever and whenever it is made.
 *
 * @param {string} folder
 * @param {readonly string[]} paths Relative to the folder, with `/` between their parts.
 * @returns {Uint8Array}
 */
export function zipOf(folder, paths) {
  const entries = [...paths].sort().map((path) => /** @type {const} */ ([path, readFileSync(join(folder, path))]));
  return zipSync(Object.fromEntries(entries), { level: 9, mtime: EPOCH });
}

/** Every file below a folder. @param {string} folder */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}
