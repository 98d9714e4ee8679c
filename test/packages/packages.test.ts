import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromeManifest, firefoxManifest } from '../../manifests.ts';
import pkg from '../../package.json' with { type: 'json' };
import { packagesOf, unzipped } from '../support/packages.ts';

const run = promisify(execFile);
const named = (part: string) => `whycors-${pkg.version}-${part}`;
let folders: readonly string[] = [];
let first: string;

beforeAll(async () => {
  folders = [await packagesOf(), await packagesOf()];
  first = folders[0] ?? '';
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

test('packages are byte for byte the same when they are made again', async () => {
  const contents = folders.map(async (folder) => {
    const files = (await readdir(folder)).sort();
    return Promise.all(files.map(async (file) => [file, sha256(await readFile(join(folder, file)))]));
  });
  const [once, again] = await Promise.all(contents);
  expect(once?.map(([file]) => file)).toEqual(
    ['SHA256SUMS', named('chrome.zip'), named('firefox.zip'), named('sbom.json'), named('source.zip')].sort(),
  );
  expect(again).toEqual(once);
});

test('SHA256SUMS has the checksum of every other file', async () => {
  const lines = (await readFile(join(first, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n');
  const files = (await readdir(first)).filter((file) => file !== 'SHA256SUMS').sort();
  const expected = files.map(async (file) => `${sha256(await readFile(join(first, file)))}  ${file}`);
  expect([...lines].sort()).toEqual((await Promise.all(expected)).sort());
});

test.each([
  ['chrome.zip', chromeManifest()],
  ['firefox.zip', firefoxManifest()],
])(
  '%s has its manifest at the top, with the version of package.json, and no file that is not used',
  async (part, manifest) => {
    const files = await unzipped(join(first, named(part)));
    const packed = JSON.parse(textOf(files.get('manifest.json')));
    const { background: _, ...rest } = manifest;
    expect(packed).toMatchObject(rest);
    const texts = [...files].filter(([path]) => /\.(json|html|js|css)$/.test(path)).map(([, bytes]) => textOf(bytes));
    const unused = [...files.keys()].filter((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      return path !== 'manifest.json' && !texts.some((text) => text.includes(name));
    });
    expect(unused).toEqual([]);
  },
);

test('the source package is enough to build the submitted Firefox package, byte for byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'whycors-source-'));
  try {
    for (const [path, bytes] of await unzipped(join(first, named('source.zip')))) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
    }
    await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'), 'junction');
    await run(process.execPath, ['scripts/build-for-amo.mjs'], { cwd: folder });
    const submitted = await unzipped(join(first, named('firefox.zip')));
    for (const [path, bytes] of submitted) {
      expect(sha256(await readFile(join(folder, 'dist/firefox', path))), path).toBe(sha256(bytes));
    }
    expect(submitted.size).toBeGreaterThan(10);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the bill of materials lists exactly the packages that people get', async () => {
  const { components } = JSON.parse(await readFile(join(first, named('sbom.json')), 'utf8'));
  const names: string[] = components.map(({ name }: { name: string }) => name);
  expect(names.sort()).toEqual(['@preact/signals', '@preact/signals-core', 'preact', 'webextension-polyfill']);
  for (const component of components) {
    expect(component).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      purl: expect.stringMatching(/^pkg:npm\/(%40preact\/)?[\w-]+@/),
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
      licenses: [{ expression: expect.any(String) }],
    });
  }
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
