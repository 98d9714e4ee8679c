import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { reasonsAgainst, stateOf, TESTED } from '../../scripts/package/release-check.mjs';

const READY = {
  version: '1.2.0',
  changelog:
    '# Changelog\n\n## [1.2.0] - 2026-03-01\n\n### Added\n\n- A thing.\n\n## [1.1.0] - 2026-01-01\n\n- Another.\n',
  commit: 'c0ffee',
  changes: '',
  tags: ['v1.0.0', 'v1.1.0'],
  tested: 'c0ffee',
  staleDocs: [],
};

test('nothing speaks against a commit that is tested, documented and described', () => {
  expect(reasonsAgainst(READY)).toEqual([]);
});

test.each([
  ['a file that is not committed', { changes: ' M src/a.ts' }, /src\/a\.ts/],
  ['tests that never passed', { tested: null }, /never\. Run npm test/],
  ['tests that passed on another commit', { tested: 'decaf0' }, /last on decaf0/],
  ['a generated document that differs', { staleDocs: ['docs/rules (npm run docs)'] }, /docs\/rules/],
  ['a version without a section', { version: '1.3.0' }, /no section for 1\.3\.0/],
  ['a section that is not dated', { changelog: '## [1.2.0] - unreleased\n\n- A thing.\n' }, /no date/],
  ['a section without a word', { changelog: '## [1.2.0] - 2026-03-01\n\n## [1.1.0] - 2026-01-01\n\n- x\n' }, /empty/],
  ['a version that is out already', { tags: ['v1.2.0'] }, /released already/],
])('a release is refused for %s, and says so', (_what, change, reason) => {
  const reasons = reasonsAgainst({ ...READY, ...change });
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toMatch(reason);
});

test('the state is read from the repository: what is committed, tagged, tested and written', () => {
  const root = mkdtempSync(join(tmpdir(), 'whycors-release-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
    }).trim();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  git('init', '--quiet');
  write('package.json', JSON.stringify({ version: READY.version }));
  write('CHANGELOG.md', READY.changelog);
  write('.gitignore', 'dist\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  git('tag', 'v1.1.0');
  const commit = git('rev-parse', 'HEAD');
  const { version, changelog } = READY;
  expect(stateOf(root, ['a'])).toEqual({
    version,
    changelog,
    commit,
    changes: '',
    tags: ['v1.1.0'],
    tested: null,
    staleDocs: ['a'],
  });
  write(TESTED, JSON.stringify({ commit }));
  expect(reasonsAgainst(stateOf(root, []))).toEqual([]);
  write('src/new.ts', '');
  expect(reasonsAgainst(stateOf(root, []))).toEqual([expect.stringContaining('src/')]);
});
