import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { readFlags, runMain, say } from './progress.mjs';
import { root } from './setup.mjs';

const USAGE = `npm ci && npm run build-for-amo

Builds the Firefox package's contents into dist/firefox from nothing but these sources and package-lock.json: the files
are byte for byte those of the submitted package.`;

await runMain(async () => {
  readFlags(USAGE, []);
  const folder = join(root, 'dist/firefox');
  // Whatever the caller's environment says, as in the submitted package.
  Object.assign(process.env, { NODE_ENV: 'production' });
  rmSync(folder, { recursive: true, force: true });
  await build({ root, configFile: join(root, 'vite.config.ts'), mode: 'firefox', logLevel: 'warn' });
  say('dist/firefox is built: compare it with the contents of the submitted package');
  return 0;
});
