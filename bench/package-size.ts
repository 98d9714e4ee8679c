import { posix } from 'node:path';
import type { Row } from './row.ts';

/**
 * Bytes that each part may have, not minified. Where they are above what is aimed at, docs/performance.md says why; a few
 * per cent are left for what changes every day.
 */
export const BUDGETS = {
  zip: 265_000,
  worker: 345_000,
  panel: 720_000,
  popup: 410_000,
  'import worker': 335_000,
} as const;
export type Part = keyof typeof BUDGETS;

/** What is aimed at. */
const TARGETS: Readonly<Record<Part, number | undefined>> = {
  zip: 150_000,
  worker: 60_000,
  panel: 160_000,
  popup: undefined,
  'import worker': undefined,
};

const ENTRIES: Readonly<Record<Exclude<Part, 'zip'>, string>> = {
  worker: 'service-worker-loader.js',
  panel: 'src/panel/panel.html',
  popup: 'src/popup/popup.html',
  'import worker': 'assets/import-worker.js',
};

/** Content by path of a package. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Bytes of the scripts that each part loads when it starts, and of the package that they come in. */
export function sizesOf(files: Files, zip: number): Readonly<Record<Part, number>> {
  const of = (part: Exclude<Part, 'zip'>) =>
    scriptsOf(files, part).reduce((sum, path) => sum + (files.get(path)?.length ?? 0), 0);
  return { zip, worker: of('worker'), panel: of('panel'), popup: of('popup'), 'import worker': of('import worker') };
}

export function scriptsOf(files: Files, part: Exclude<Part, 'zip'>): readonly string[] {
  return [...loadedBy(files, ENTRIES[part], new Set())].filter((path) => path.endsWith('.js'));
}

/** A file of the package and all that it names to be loaded with it. */
function loadedBy(files: Files, path: string, seen: Set<string>): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  const content = files.get(path);
  if (!content) throw new Error(`${path} is not in the package`);
  seen.add(path);
  for (const [, named = ''] of new TextDecoder().decode(content).matchAll(LOADS)) {
    const next = named.startsWith('/') ? named.slice(1) : posix.join(posix.dirname(path), named);
    if (next.endsWith('.js')) loadedBy(files, next, seen);
  }
  return seen;
}

/** `import … from '…'`, `import '…'`, `<script src>`; lazily loaded parts are not loaded with it. */
const LOADS = /(?:\bfrom\s*|^import\s*|<script[^>]*\ssrc=)["']([./][^"']*)["']/gm;

export function sizeRows(sizes: Readonly<Record<Part, number>>): readonly Row[] {
  return (Object.keys(BUDGETS) as Part[]).map((part) => ({
    what: part === 'zip' ? 'the package for Chromium' : `scripts that the ${part} loads`,
    unit: 'bytes',
    values: [sizes[part]],
    reference: { what: 'its budget', values: [BUDGETS[part]] },
    target: TARGETS[part] === undefined ? '' : `${TARGETS[part].toLocaleString('en')} bytes`,
  }));
}
