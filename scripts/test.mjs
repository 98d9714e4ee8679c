import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOrInstallBrowser } from './browser.mjs';
import { findOrInstallFirefox } from './firefox.mjs';
import { TESTED } from './package/release-check.mjs';
import { readFlags, runMain, say, step } from './progress.mjs';
import { ensureInstalled, root } from './setup.mjs';

const USAGE = `npm test

Installs what is missing, then runs lint, type checks, build, the documentation check, and all tests: unit tests,
the built extension in a real browser and in a real Firefox, and the snippets in real backends.

Environment:
  CHROME_PATH   the browser program to use
  FIREFOX_PATH  the Firefox to use
  FIREFOX_RELEASE_PATH
                the newest Firefox, for the tests that run in both; fetched where Debian's packages can be had
  CI            when "true", a missing browser counts as a failure; otherwise its tests are left out, and that is said`;

const totals = { passed: 0, failed: 0 };
/** Whether a browser is missing: then nothing is released on this run. */
let isPart = false;
const results = mkdtempSync(join(tmpdir(), 'whycors-test-'));

await runMain(async () => {
  readFlags(USAGE, []);
  await ensureInstalled();
  // It colours its output when CI is set, wherever that goes.
  const colors = process.stdout.isTTY ? [] : ['--colors=off'];
  await countedStep('Lint', ['biome', 'ci', '--error-on-warnings', ...colors, '.']);
  await countedStep(
    'Types and unused code',
    ...['src/analyzer', 'src', 'src/cli', '.'].map((path) => ['tsc', '-p', path]),
    ['knip'],
  );
  await countedStep(
    'Build',
    ['vite', 'build', '-l', 'warn'],
    ['vite', 'build', '-l', 'warn', '--mode', 'firefox'],
    [...['vite', 'build', '-l', 'warn', '--mode', 'cli']],
  );
  await countedStep('Rule pages are up to date', ['scripts/docs.mjs', '--check']);
  await suite('Unit tests', 'unit');
  await suite('Panel, popup and recorder in a simulated document', 'components');
  await suite('Thorough checks of properties and sources', 'thorough');
  await suite('Packages for the stores', 'packages');
  if (await has('Browser', findOrInstallBrowser)) {
    await suite('The built extension in a real browser', 'e2e');
    rmSync(join(root, 'dist', 'proof'), { recursive: true, force: true });
    await suite('Snippets in real backends', 'backends');
    await countedStep('What the backends proved is what is recorded', ['scripts/proof.mjs', '--check']);
  }
  if (await has('Firefox', findOrInstallFirefox)) await suite('The built extension in a real Firefox', 'firefox');
  await countedStep('Agreement with the browsers is no worse than recorded', ['scripts/agreement.mjs', '--check']);
  rmSync(results, { recursive: true, force: true });
  if (totals.failed === 0 && !isPart) stampTested();
  say(`\n${totals.passed} passed, ${totals.failed} failed`);
  return totals.failed === 0 ? 0 : 1;
});

/** Leaves behind which commit passed, for `npm run package`; nothing when the files are not those of a commit. */
function stampTested() {
  const git = (/** @type {string[]} */ ...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout ?? '';
  if (git('status', '--porcelain') !== '') return;
  writeFileSync(join(root, TESTED), `${JSON.stringify({ commit: git('rev-parse', 'HEAD').trim() })}\n`);
}

/**
 * One step of the totals: all its commands must succeed.
 *
 * @param {string} title
 * @param {...string[]} commands A package's command or a script of ours, then its arguments.
 */
async function countedStep(title, ...commands) {
  const succeeded = await step(title, async () => {
    for (const [tool = '', ...args] of commands) if (!(await run(tool, args))) return false;
    return true;
  });
  count(succeeded, `${title} failed`);
}

/**
 * Runs one project of vitest.config.ts and adds its test cases to the totals.
 *
 * @param {string} title
 * @param {string} project
 */
async function suite(title, project) {
  const file = join(results, `${project}.json`);
  const reporters = [
    '--reporter',
    ['unit', 'components', 'thorough'].includes(project) ? 'default' : 'verbose',
    '--reporter',
    'json',
    '--outputFile.json',
    file,
  ];
  const succeeded = await step(title, () => run('vitest', ['run', '--project', project, ...reporters]));
  const { numPassedTests = 0, numFailedTests = 0 } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  totals.passed += numPassedTests;
  totals.failed += numFailedTests;
  // A file that cannot be loaded, or an error outside of every test, fails the run without failing a test.
  if (!succeeded && numFailedTests === 0) count(false, `${title} failed outside of a test`);
}

/** @param {boolean} succeeded @param {string} complaint */
function count(succeeded, complaint) {
  if (succeeded) totals.passed += 1;
  else totals.failed += 1;
  if (!succeeded) say(`  FAILED: ${complaint}`);
}

/**
 * @param {string} name What is looked for.
 * @param {(say: (line: string) => void) => string | Promise<string>} find Its path, or an error with the ways out.
 */
async function has(name, find) {
  try {
    say(`${name}: ${await find(say)}`);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { CI } = process.env;
    if (CI === 'true') count(false, message);
    else {
      isPart = true;
      say(
        `${message}\nThe tests that need it are left out, so npm run package will not take this run for a whole one.`,
      );
    }
    return false;
  }
}

/**
 * @param {string} tool A package's command or a script of ours.
 * @param {string[]} args
 * @returns {Promise<boolean>} Whether it ended with exit code 0.
 */
function run(tool, args) {
  const script = tool.startsWith('scripts/') ? tool : commandFile(tool);
  return new Promise((resolve, reject) => {
    const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit', env });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** The script behind a command of an installed package, so that no shell is needed. @param {string} tool */
function commandFile(tool) {
  const name = tool === 'biome' ? '@biomejs/biome' : tool === 'tsc' ? 'typescript' : tool;
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[tool]);
}
