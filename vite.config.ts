import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig, type UserConfig } from 'vite';
import { chromeManifest, firefoxManifest } from './manifests.ts';
import pkg from './package.json' with { type: 'json' };
import { IMPORT_WORKER } from './src/panel/import-messages.ts';
import { stripExamples } from './strip-examples.ts';

/** Licences stay; what the sources explain is in the source package. */
const COMMENTS = { legal: true, annotation: true, jsdoc: false } as const;

/**
 * `vite build` makes dist/chrome, `vite build --mode firefox` makes dist/firefox, and `vite build --mode cli` the command
 * line in dist/cli, all from the same sources.
 */
export default defineConfig(({ mode }) => {
  if (mode === 'cli') return commandLine();
  const browser = mode === 'firefox' ? 'firefox' : 'chrome';
  return {
    plugins: [
      stripExamples(),
      crx({ manifest: (browser === 'firefox' ? firefoxManifest() : chromeManifest()) as ManifestV3Export, browser }),
    ],
    // The bundle names the files that it was made of: where node_modules really is must not change a byte.
    resolve: { preserveSymlinks: true },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    define: { __WHYCORS_VERSION__: JSON.stringify(pkg.version) },
    build: {
      outDir: `dist/${browser}`,
      emptyOutDir: true,
      // Reviewers and curious users read the package; an unminified zip is hardly larger.
      minify: false,
      target: 'es2023',
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: {
          // The panel is opened by devtools.panels.create, which crxjs does not see in the manifest.
          panel: 'src/panel/panel.html',
          // As an entry it shares its modules with the panel; what `new Worker(new URL(…))` names gets a bundle of its own.
          'import-worker': 'src/panel/import-worker.ts',
        },
        output: {
          comments: COMMENTS,
          entryFileNames: ({ name }) => (name === 'import-worker' ? IMPORT_WORKER.slice(1) : 'assets/[name]-[hash].js'),
        },
      },
    },
  };
});

/** One file that needs nothing but Node. */
function commandLine(): UserConfig {
  return {
    define: { __WHYCORS_VERSION__: JSON.stringify(pkg.version) },
    build: {
      ssr: 'src/cli/main.ts',
      outDir: 'dist/cli',
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'whycors.js', banner: '#!/usr/bin/env node' } },
    },
  };
}
