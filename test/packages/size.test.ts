import { readFile, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import pkg from '../../package.json' with { type: 'json' };
import { packagesOf, unzipped } from '../support/packages.ts';

let folder: string;
let zip: Uint8Array;
let files: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
  folder = await packagesOf();
  const path = join(folder, `whycors-${pkg.version}-chrome.zip`);
  zip = await readFile(path);
  files = await unzipped(path);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Bytes. docs/performance.md says where they come from, and what was aimed at. */
const BUDGETS = { zip: 337_000, worker: 363_000, panel: 833_000, popup: 440_000 } as const;

test('the packed extension keeps to its budget', () => {
  expect(zip.length).toBeLessThanOrEqual(BUDGETS.zip);
});

test.each([
  ['worker', 'service-worker-loader.js'],
  ['panel', 'src/panel/panel.html'],
  ['popup', 'src/popup/popup.html'],
] as const)('the scripts that %s loads keep to its budget', (part, entry) => {
  const scripts = [...loadedBy(entry)].filter((path) => path.endsWith('.js'));
  const bytes = scripts.reduce((sum, path) => sum + (files.get(path)?.length ?? 0), 0);
  expect(bytes, scripts.join(', ')).toBeLessThanOrEqual(BUDGETS[part]);
  expect(bytes).toBeGreaterThan(20_000);
});

test('the worker loads no stack, no detour and no component', () => {
  const worker = [...loadedBy('service-worker-loader.js')].map(textOf).join('\n');
  for (const mark of ['corsheaders', 'flask_cors', 'useSignal']) {
    expect(worker.includes(mark), mark).toBe(false);
  }
  const panel = [...loadedBy('src/panel/panel.html')].map(textOf).join('\n');
  for (const mark of ['corsheaders', 'flask_cors', 'useSignal']) expect(panel.includes(mark), mark).toBe(true);
});

/** A file of the package and all that it names to be loaded with it. */
function loadedBy(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  if (!files.has(path)) throw new Error(`${path} is not in the package`);
  seen.add(path);
  for (const [, named = ''] of textOf(path).matchAll(LOADS)) {
    const next = named.startsWith('/') ? named.slice(1) : posix.join(posix.dirname(path), named);
    if (next.endsWith('.js')) loadedBy(next, seen);
  }
  return seen;
}

/** `import … from '…'`, `import '…'`, `<script src>`; lazily loaded parts are not loaded with it. */
const LOADS = /(?:\bfrom\s*|^import\s*|<script[^>]*\ssrc=)["']([./][^"']*)["']/gm;

function textOf(path: string): string {
  return new TextDecoder().decode(files.get(path));
}
