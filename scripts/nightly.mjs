// What takes too long for every change: the same tests with far more generated cases, and with a seed of the day.
// Each part is one run of the test runner; the environment says how much. Exits with 1 when a part fails.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const seed = String(Math.floor(Date.now() / 86_400_000));

/** @type {readonly { title: string, env: Readonly<Record<string, string>>, args: readonly string[] }[]} */
const PARTS = [
  {
    title: `100,000 policies through every stack, seed ${seed}`,
    env: { WHYCORS_FUZZ_RUNS: '100000', WHYCORS_FUZZ_SEED: seed },
    args: ['--project', 'thorough', 'test/analyzer/fixes/stacks/fuzz.test.ts'],
  },
  {
    title:
      'Header lists, addresses, filters and messages, a million of each, and a million files, with the slowest input of each; every pattern; 100,000 requests; restarts of random sessions',
    env: { NIGHTLY: '1', WHYCORS_FUZZ_SEED: seed },
    args: ['--project', 'thorough', 'test/security', 'test/background', 'test/analyzer/files/hostile-files.test.ts'],
  },
  {
    title: `Events lost with the background, at many more places, seed ${seed}`,
    env: { NIGHTLY: '1', WHYCORS_FUZZ_SEED: seed },
    args: ['--project', 'unit', 'test/analyzer/trace/lost-events.test.ts'],
  },
  {
    title: 'Every hostile value in every place of the panel',
    env: { NIGHTLY: '1' },
    args: ['--project', 'components', 'test/panel/hostile-values.test.tsx'],
  },
  {
    title: '10,000 requests of one tab in a real browser, 1,000 at once, and 20 tabs with 500 each',
    env: { NIGHTLY: '1' },
    args: ['--project', 'e2e', 'test/e2e/load.test.ts'],
  },
  {
    title: `50 ends of the background during 2,000 requests in a real browser, seed ${seed}`,
    env: { NIGHTLY: '1', WHYCORS_FUZZ_SEED: seed },
    args: ['--project', 'e2e', 'test/e2e/restarts.test.ts'],
  },
];

for (const { title, env, args } of PARTS) {
  process.stdout.write(`> ${title}\n`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exitCode = 1;
}
