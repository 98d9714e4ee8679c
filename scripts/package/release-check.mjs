import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm test` leaves the commit that it found in order. */
export const TESTED = 'dist/tested.json';

/**
 * What a release needs to know of a repository. Read from the disk by {@link stateOf}; plain data, so that the rules can
 * be tried without a release.
 *
 * @typedef {object} ReleaseState
 * @property {string} version of package.json
 * @property {string} changelog the text of CHANGELOG.md
 * @property {string} commit the checked-out commit
 * @property {string} changes what git says is not committed; empty when nothing
 * @property {readonly string[]} tags
 * @property {string | null} tested the commit that the whole suite last passed on; null when it never did
 * @property {readonly string[]} staleDocs the generated documents that differ from their source, with the command that writes them
 */

/**
 * Every reason against a release, as sentences that say what to do; empty when there is none.
 *
 * @param {ReleaseState} state
 * @returns {readonly string[]}
 */
export function reasonsAgainst({ version, changelog, commit, changes, tags, tested, staleDocs }) {
  const reasons = [];
  if (changes !== '') reasons.push(`There are changes that are not committed:\n${changes}\nCommit or undo them.`);
  if (tested !== commit) {
    const last = tested === null ? 'never' : `last on ${tested.slice(0, 12)}`;
    reasons.push(`npm test has not passed on this commit (${commit.slice(0, 12)}), ${last}. Run npm test.`);
  }
  for (const stale of staleDocs) reasons.push(`Out of date: ${stale}. Run the command and commit what it writes.`);
  const section = sectionOf(changelog, version);
  if (section === undefined) reasons.push(`CHANGELOG.md has no section for ${version}. Write one.`);
  else if (!/^\d{4}-\d{2}-\d{2}$/.test(section.date)) {
    reasons.push(`The section for ${version} in CHANGELOG.md bears no date. Write the day of the release there.`);
  } else if (section.body === '')
    reasons.push(`The section for ${version} in CHANGELOG.md is empty. Say what changed.`);
  if (tags.includes(`v${version}`)) {
    reasons.push(`Version ${version} has been released already. Write the next version into package.json.`);
  }
  return reasons;
}

/**
 * @param {string} root
 * @param {readonly string[]} staleDocs
 * @returns {ReleaseState}
 */
export function stateOf(root, staleDocs) {
  const git = (/** @type {string[]} */ ...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const stamp = join(root, TESTED);
  return {
    version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    changelog: readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
    commit: git('rev-parse', 'HEAD'),
    changes: git('status', '--porcelain'),
    tags: git('tag', '--list', 'v*').split('\n'),
    tested: existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')).commit : null,
    staleDocs,
  };
}

/** @param {string} changelog @param {string} version */
function sectionOf(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const found = sections.find((section) => section.startsWith(`[${version}] - `));
  if (found === undefined) return undefined;
  const [heading = '', ...body] = found.split('\n');
  return { date: heading.slice(`[${version}] - `.length).trim(), body: body.join('\n').trim() };
}
