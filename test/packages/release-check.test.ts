import { expect, test } from 'vitest';
import { reasonsAgainst } from '../../scripts/package/release-check.mjs';

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
