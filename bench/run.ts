import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { measurePanel } from './panel.ts';
import { type Row, tableOf } from './row.ts';

const BEGIN = '<!-- measured: begin -->';
const END = '<!-- measured: end -->';

/** Measures, writes the table into `page` and returns it. */
export async function runBench(root: string, page: string, rounds: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'whycors-bench-'));
  try {
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
      define: { __WHYCORS_VERSION__: '"bench"' },
      build: {
        outDir: folder,
        emptyOutDir: true,
        minify: false,
        target: 'es2023',
        rolldownOptions: { input: join(root, 'bench/panel.html') },
      },
    });
    const rows: readonly Row[] = [
      ...(await analysisRows(root, folder, rounds)),
      ...(await measurePanel(folder, rounds)),
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

/** Measures the analysis as it is built: what loads modules one by one makes every call between two of them slower. */
async function analysisRows(root: string, folder: string, rounds: number): Promise<readonly Row[]> {
  const outDir = join(folder, 'analysis');
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: join(root, 'bench/analysis.ts'),
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'analysis.mjs' } },
    },
  });
  const { stdout } = await promisify(execFile)(process.execPath, [join(outDir, 'analysis.mjs'), String(rounds)]);
  return JSON.parse(stdout);
}
