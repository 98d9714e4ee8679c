import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUDGETS, type Files, type Part, scriptsOf, sizesOf } from '../../bench/package-size.ts';
import pkg from '../../package.json' with { type: 'json' };
import { packagesOf, unzipped } from '../support/packages.ts';

let folder: string;
let files: Files;
let sizes: Readonly<Record<Part, number>>;

beforeAll(async () => {
  folder = await packagesOf();
  const path = join(folder, `whycors-${pkg.version}-chrome.zip`);
  files = await unzipped(path);
  sizes = sizesOf(files, (await readFile(path)).length);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(Object.entries(BUDGETS) as [Part, number][])('the %s keeps to its budget of %i bytes', (part, budget) => {
  expect(sizes[part]).toBeLessThanOrEqual(budget);
  expect(sizes[part]).toBeGreaterThan(20_000);
});

test('the worker loads no stack, no detour, no component and no polyfill', () => {
  const [worker, panel] = [textOf('worker'), textOf('panel')];
  for (const mark of ['corsheaders', 'flask_cors', 'useSignal']) {
    expect(worker.includes(mark), mark).toBe(false);
    expect(panel.includes(mark), mark).toBe(true);
  }
  expect(worker.includes('browser-polyfill')).toBe(false);
});

test('the thread that opens files brings no second copy of the analyzer: it loads what the panel loads', () => {
  const shared = scriptsOf(files, 'import worker').filter((path) => scriptsOf(files, 'panel').includes(path));
  const bytes = shared.reduce((sum, path) => sum + (files.get(path)?.length ?? 0), 0);
  expect(bytes).toBeGreaterThan(sizes['import worker'] / 2);
});

function textOf(part: 'worker' | 'panel'): string {
  return scriptsOf(files, part)
    .map((path) => new TextDecoder().decode(files.get(path)))
    .join('\n');
}
