import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };
import { chromeManifest, firefoxManifest } from '../../manifests.ts';
import pkg from '../../package.json' with { type: 'json' };
import { filesBelow, parse, visit } from '../support/source-files.ts';

/** The permission that an API namespace needs; null when it needs none. */
const PERMISSION_OF: Readonly<Record<string, string | null>> = {
  action: null,
  devtools: null,
  permissions: null,
  runtime: null,
  // Ids, and events without addresses: only those need no permission.
  tabs: null,
  storage: 'storage',
  webRequest: 'webRequest',
};

test('the manifest asks for exactly the permissions that src/platform uses', () => {
  const used = new Set(filesBelow('src/platform', ['.ts']).flatMap((path) => namespacesIn(parse(path))));
  expect([...used].filter((name) => !(name in PERMISSION_OF))).toEqual([]);
  const needed = [...used].map((name) => PERMISSION_OF[name]).filter((name) => name != null);
  expect([...manifest.permissions].sort()).toEqual(needed.sort());
});

test('docs/permissions.md explains exactly the permissions that the manifest asks for', () => {
  const [, section = ''] = /## Asked for\n(.*?)\n## /s.exec(readFileSync('docs/permissions.md', 'utf8')) ?? [];
  const explained = [...section.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\|/gm)].map(
    ([, name, key]) => `${key}: ${name}`,
  );
  const asked = [
    ...manifest.permissions.map((name) => `permissions: ${name}`),
    ...manifest.host_permissions.map((name) => `host_permissions: ${name}`),
  ];
  expect(explained.sort()).toEqual(asked.sort());
});

test('nothing else in the manifest reaches into pages or grants access', () => {
  const reaching = ['content_scripts', 'optional_permissions', 'optional_host_permissions', 'web_accessible_resources'];
  expect(Object.keys(manifest).filter((key) => reaching.includes(key) || key === 'externally_connectable')).toEqual([]);
});

test('extension pages run their own scripts only and connect to nothing', () => {
  const policy = new Map(
    manifest.content_security_policy.extension_pages.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources.join(' ')];
    }),
  );
  expect(policy.get('default-src')).toBe("'none'");
  expect(policy.get('script-src')).toBe("'self'");
  expect(policy.get('connect-src')).toBe("'none'");
  expect([...policy.values()].filter((sources) => /unsafe|https?:|data:|\*/.test(sources))).toEqual([]);
});

test('every file that the manifest names exists', () => {
  const named = JSON.stringify(manifest).match(/(src|icons)\/[\w./-]+/g) ?? [];
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});

describe('the derived manifests', () => {
  test('both bear the version of package.json', () => {
    expect([chromeManifest().version, firefoxManifest().version]).toEqual([pkg.version, pkg.version]);
  });

  test("Firefox's has an event page, an id and no data collection", () => {
    const { background, browser_specific_settings: own } = firefoxManifest();
    expect(background).toEqual({ scripts: ['src/background/main.ts'], type: 'module' });
    expect(own.gecko.id).toMatch(/^[\w.-]+@[\w.-]+$/);
    expect(own.gecko.data_collection_permissions).toEqual({ required: ['none'] });
    expect(firefoxManifest()).not.toHaveProperty('minimum_chrome_version');
  });

  test('both ask for the same permissions', () => {
    const asked = ({ permissions, host_permissions }: typeof manifest) => ({ permissions, host_permissions });
    expect(asked(firefoxManifest() as unknown as typeof manifest)).toEqual(asked(chromeManifest()));
  });
});

test.each(['16', '32', '48', '128'] as const)(
  'the icon of %s pixels is that large and transparent outside its shape',
  (size) => {
    const png = readFileSync(manifest.icons[size]);
    // IHDR: width and height at byte 16, colour type 6 (with alpha) at byte 25.
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png[25]]).toEqual([Number(size), Number(size), 6]);
  },
);

/** First names after `browser`, `chrome` or an import of webextension-polyfill: `browser.storage.local` gives `storage`. */
function namespacesIn(source: ts.SourceFile): readonly string[] {
  const names: string[] = [];
  visit(source, (node) => {
    if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return;
    if (['browser', 'chrome'].includes(node.expression.text)) names.push(node.name.text);
  });
  return names;
}
