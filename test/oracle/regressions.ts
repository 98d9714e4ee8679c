import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { OracleCase } from './case.ts';

const FOLDER = new URL('regressions/', import.meta.url);

/** Cases that once failed, as small as they could be made. */
export function savedRegressions(folder = FOLDER): readonly OracleCase[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as OracleCase);
}

/** Keeps a case for all later runs. Equal cases are kept once. Returns its file's path. */
export function saveRegression(one: OracleCase, title: string, folder = FOLDER): string {
  const { asks, concurrent, plain, hops } = one;
  const what = { asks, ...(concurrent ? { concurrent } : {}), ...(plain ? { plain } : {}), hops };
  const id = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 12);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${id}.json`, folder);
  writeFileSync(file, `${JSON.stringify({ id, title, ...what }, null, 2)}\n`);
  return file.pathname;
}
