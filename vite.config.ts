import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig } from 'vite';
import manifest from './manifest.json' with { type: 'json' };
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

function chromeManifest() {
  return { ...manifest, version: pkg.version };
}

/** Firefox runs an event page instead of a service worker, and wants an id and a data-collection statement. */
function firefoxManifest() {
  const { minimum_chrome_version: _, background, ...shared } = manifest;
  return {
    ...shared,
    version: pkg.version,
    background: { scripts: [background.service_worker], type: 'module' },
    browser_specific_settings: {
      gecko: {
        id: 'whycors@whycors.dev',
        strict_min_version: '142.0',
        data_collection_permissions: { required: ['none'] },
      },
    },
  };
}
