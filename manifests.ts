import manifest from './manifest.json' with { type: 'json' };
import pkg from './package.json' with { type: 'json' };

/** manifest.json with the version of package.json: the one place that the version is written in. */
export function chromeManifest() {
  return { ...manifest, version: pkg.version };
}

/** Firefox runs an event page instead of a service worker, and wants an id and a data-collection statement. */
export function firefoxManifest() {
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
