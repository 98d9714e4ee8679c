import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig } from 'vite';
import { chromeManifest, firefoxManifest } from './manifests.ts';
import pkg from './package.json' with { type: 'json' };

/** `vite build` makes dist/chrome, `vite build --mode firefox` makes dist/firefox from the same sources. */
export default defineConfig(({ mode }) => {
  const browser = mode === 'firefox' ? 'firefox' : 'chrome';
  return {
    plugins: [
      crx({ manifest: (browser === 'firefox' ? firefoxManifest() : chromeManifest()) as ManifestV3Export, browser }),
    ],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    define: { __WHYCORS_VERSION__: JSON.stringify(pkg.version) },
    build: {
      outDir: `dist/${browser}`,
      emptyOutDir: true,
      // Reviewers and curious users read the package; an unminified zip is hardly larger.
      minify: false,
      target: 'es2023',
      modulePreload: { polyfill: false },
      // The panel is opened by devtools.panels.create, which crxjs does not see in the manifest.
      rolldownOptions: { input: { panel: 'src/panel/panel.html' } },
    },
  };
});
