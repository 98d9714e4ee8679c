import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build, type InlineConfig } from 'vite';
import pkg from '../package.json' with { type: 'json' };
import { packagesOf, unzipped } from '../test/support/packages.ts';
import { writeFloorExtension } from './measured-browser.ts';
import { type Files, sizeRows, sizesOf } from './package-size.ts';
import { measurePageCost } from './page-cost.ts';
import { measurePanel } from './panel.ts';
import { type Row, tableOf } from './row.ts';
import { measureWorker } from './worker-cost.ts';

const BEGIN = '<!-- measured: begin -->';
const END = '<!-- measured: end -->';

/** Says what is done while it is done. */
type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

/** Measures, writes the table into `page` and returns it. */
export async function runBench(root: string, page: string, rounds: number, step: Step): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'whycors-bench-'));
  try {
    const { extension, sizes } = await step('The package', () => unpacked(folder));
    const floor = await writeFloorExtension(join(folder, 'floor'));
    const rows: readonly Row[] = [
      ...(await step('What pages pay', () => measurePageCost(extension, floor, rounds))),
      ...(await step('The background', () => measureWorker(extension, floor, rounds))),
      ...(await step('Analysis and growth', () => rowsInNode(root, folder, rounds))),
      ...(await step('The panel', () => panelRows(root, folder, rounds))),
      ...sizes,
    ];
    const table = tableOf(rows);
    const text = await readFile(page, 'utf8');
    const [before] = text.split(BEGIN);
    const [, after] = text.split(END);
    await writeFile(page, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
    return table;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The extension as it is packed for the store: what is measured is what is installed. */
async function unpacked(folder: string): Promise<{ readonly extension: string; readonly sizes: readonly Row[] }> {
  const packages = await packagesOf();
  const zip = join(packages, `whycors-${pkg.version}-chrome.zip`);
  const files = await unzipped(zip);
  const { length } = await readFile(zip);
  await rm(packages, { recursive: true, force: true });
  const extension = join(folder, 'extension');
  await writeAll(extension, files);
  return { extension, sizes: sizeRows(sizesOf(files, length)) };
}

async function writeAll(folder: string, files: Files): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Measured as it is built: what loads modules one by one makes every call between two of them slower. */
async function rowsInNode(root: string, folder: string, rounds: number): Promise<readonly Row[]> {
  const outDir = join(folder, 'in-node');
  await build({
    ...buildOf(root),
    build: {
      ssr: join(root, 'bench/in-node.ts'),
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'in-node.mjs' } },
    },
  });
  const { stdout } = await promisify(execFile)(process.execPath, [join(outDir, 'in-node.mjs'), String(rounds)]);
  return JSON.parse(stdout);
}

async function panelRows(root: string, folder: string, rounds: number): Promise<readonly Row[]> {
  const outDir = join(folder, 'panel');
  const rolldownOptions = { input: join(root, 'bench/panel.html') };
  await build({
    ...buildOf(root),
    build: { outDir, emptyOutDir: true, minify: false, target: 'es2023', rolldownOptions },
  });
  return measurePanel(outDir, rounds);
}

function buildOf(root: string): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    define: { __WHYCORS_VERSION__: '"bench"' },
  };
}
