import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const TEXT = readFileSync('docs/security.md', 'utf8');
const NAMED = [...TEXT.matchAll(/`(test\/[\w./-]+\.test\.tsx?)`(?:: ([^|\n]+?))? +\|/g)];

test('docs/security.md names a test for each threat, and each of them exists', () => {
  const rows = TEXT.split('\n').filter((line) => line.startsWith('|') && !/^\| (?:-|it tries|what could)/.test(line));
  expect(rows.length).toBeGreaterThan(15);
  expect(NAMED).toHaveLength(rows.length);
  const missing = NAMED.filter(([, file = '', title]) => !existsSync(file) || !hasTitle(file, title));
  expect(missing.map(([row]) => row)).toEqual([]);
});

test.each(['A hostile page', 'A hostile server', 'A hostile file', 'A curious other extension', 'A shared screenshot'])(
  'docs/security.md has a section about: %s',
  (title) => expect(TEXT).toContain(`## ${title}`),
);

function hasTitle(file: string, title: string | undefined): boolean {
  return title === undefined || readFileSync(file, 'utf8').replaceAll("\\'", "'").includes(title);
}
