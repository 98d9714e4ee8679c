/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [license]
 * @property {string} [integrity] `sha512-` and the digest in base64
 */

/**
 * What ends up in people's browsers, as a CycloneDX 1.6 bill of materials: every package that the extensions have code of.
 * It bears no date and no serial number, so that the same packages give the same file.
 *
 * @param {{ name: string, version: string, license: string }} pkg package.json
 * @param {{ packages: Record<string, LockedPackage> }} lock package-lock.json
 * @param {ReadonlySet<string>} shipped The packages, by their paths in the lock file.
 */
export function billOfMaterials(pkg, lock, shipped) {
  const components = Object.entries(lock.packages).filter(([path]) => shipped.has(path));
  if (components.length !== shipped.size) throw new Error(`not all in the lock file: ${[...shipped].join(', ')}`);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': `pkg:npm/${pkg.name}@${pkg.version}`,
        name: pkg.name,
        version: pkg.version,
        licenses: [{ license: { id: pkg.license } }],
      },
    },
    components: components.map(([path, locked]) => component(path, locked)),
  };
}

/** @param {string} path @param {LockedPackage} locked */
function component(path, { version = '', license, integrity = '' }) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [algorithm, digest = ''] = integrity.split('-', 2);
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
    ...(algorithm === 'sha512'
      ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }
      : {}),
  };
}
