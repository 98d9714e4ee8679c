import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import pkg from '../../package.json' with { type: 'json' };
import { installedProject } from '../support/npm-project.ts';
import { packagesOf } from '../support/packages.ts';

interface Message {
  readonly _type: string;
  readonly code: string;
  readonly file: string;
}

/**
 * What the store's linter may say, and why. Preact can set `innerHTML` when a component asks for it by
 * `dangerouslySetInnerHTML`; none of ours does (test/meta/markup.test.ts), so that line of the library never runs.
 */
const EXPLAINED = [{ type: 'warning', code: 'UNSAFE_VAR_ASSIGNMENT' }];

test('the store’s linter finds no error and nothing but the explained warning', async () => {
  const tools = await installedProject(fileURLToPath(new URL('linter', import.meta.url)));
  const folder = await packagesOf();
  try {
    const linter = join(tools, 'node_modules/addons-linter/bin/addons-linter');
    const xpi = join(folder, `whycors-${pkg.version}-firefox.zip`);
    const { errors, warnings, notices } = await lint(linter, xpi);
    const found = [...errors, ...warnings, ...notices].map(({ _type: type, code }) => ({ type, code }));
    expect(found).toEqual(EXPLAINED);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** It ends with 1 when it finds an error; what it found is printed all the same. */
async function lint(linter: string, file: string): Promise<Record<'errors' | 'warnings' | 'notices', Message[]>> {
  const args = [linter, '--output', 'json', '--boring', file];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1e7 }).catch((error) => {
    if (typeof error.stdout === 'string' && error.stdout !== '') return error;
    throw error;
  });
  return JSON.parse(stdout);
}
