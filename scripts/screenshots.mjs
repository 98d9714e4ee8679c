// Takes the pictures of docs/images and store/images from the real panel and popup: `npm run screenshots`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findOrInstallBrowser } from './browser.mjs';
import { readFlags, runMain, say, step } from './progress.mjs';
import { ensureInstalled, root } from './setup.mjs';

await runMain(async () => {
  readFlags(
    'npm run screenshots\n\nTakes the pictures of docs/images and store/images from the lab, in a real browser.',
    [],
  );
  await ensureInstalled();
  await findOrInstallBrowser(say);
  const { build, runnerImport } = await import('vite');
  await step('Building the extension', () => build({ root, logLevel: 'warn' }));
  const folder = join(root, 'docs/images');
  await mkdir(folder, { recursive: true });
  /** @type {{ module: typeof import('../lab/doc-pictures.ts') }} */
  const { module: pictures } = await runnerImport(join(root, 'lab/doc-pictures.ts'), { root, logLevel: 'warn' });
  await step('Taking the pictures', () => pictures.takeDocPictures(folder));
  const forStores = join(root, 'store/images');
  await mkdir(forStores, { recursive: true });
  /** @type {{ module: typeof import('../lab/store-pictures.ts') }} */
  const { module: store } = await runnerImport(join(root, 'lab/store-pictures.ts'), { root, logLevel: 'warn' });
  await step('Taking the pictures for the stores', () => store.takeStorePictures(forStores));
  return 0;
});
