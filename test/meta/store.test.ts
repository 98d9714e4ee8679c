import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };
import { firefoxManifest } from '../../manifests.ts';
import chrome from '../../store/chrome/answers.json' with { type: 'json' };
import firefox from '../../store/firefox/answers.json' with { type: 'json' };

/** Characters that the stores take: of the summary, the description, and one answer about permissions or privacy. */
const LIMITS = { chromeSummary: 132, firefoxSummary: 250, description: 15_000, answer: 1000, notes: 3000, name: 45 };

const IMAGES = 'store/images';
const description = readFileSync('store/description.txt', 'utf8');

/** Width and height of a PNG file, which are at a fixed place in its head, and whether it has an alpha channel. */
function pictureOf(file: string) {
  const bytes = readFileSync(`${IMAGES}/${file}`);
  expect(bytes.subarray(1, 4).toString('latin1'), file).toBe('PNG');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), hasAlpha: [4, 6].includes(bytes[25] ?? 0) };
}

const TEXTS: readonly (readonly [what: string, text: string, limit: number])[] = [
  ['the name', manifest.name, LIMITS.name],
  ['the summary in the Chrome Web Store, which takes it from the manifest', manifest.description, LIMITS.chromeSummary],
  ['the summary on addons.mozilla.org', firefox.summary, LIMITS.firefoxSummary],
  ['the description', description, LIMITS.description],
  ['the single purpose', chrome.singlePurpose, LIMITS.answer],
  ['the answer about data', chrome.dataUsageExplanation, LIMITS.answer],
  ['the answer about remote code', chrome.remoteCode.why, LIMITS.answer],
  ["the reviewers' notes", firefox.notesToReviewer, LIMITS.notes],
  ...Object.entries(chrome.permissionJustifications).map(([name, text]) => justification(name, text)),
  ...Object.entries(firefox.permissionJustifications).map(([name, text]) => justification(name, text)),
];

/** One justification is one answer. */
function justification(name: string, text: string): readonly [string, string, number] {
  return [name, text, LIMITS.answer];
}

describe('the texts for the stores', () => {
  it.each(TEXTS)('fit: %s', (_what, text, limit) => {
    expect(text.trim().length).toBeGreaterThan(0);
    expect(text.length).toBeLessThanOrEqual(limit);
  });

  it.each([
    ['the Chrome Web Store', chrome],
    ['addons.mozilla.org', firefox],
  ])('justify for %s exactly the permissions of the manifest', (_store, { permissionJustifications }) => {
    const asked = [...manifest.permissions, ...manifest.host_permissions];
    expect(Object.keys(permissionJustifications).sort()).toEqual(asked.sort());
  });

  it('say of data what the manifest for Firefox and the content security policy say', () => {
    const { gecko } = firefoxManifest().browser_specific_settings;
    expect(firefox.dataCollectionPermissions).toEqual(gecko.data_collection_permissions);
    expect(Object.values(chrome.dataUsage).filter(Boolean)).toEqual([]);
    expect(manifest.content_security_policy.extension_pages).toContain("connect-src 'none'");
    expect(chrome.remoteCode.used).toBe(false);
    expect(existsSync(firefox.privacyPolicy)).toBe(true);
  });

  it('name commands that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = [...firefox.notesToReviewer.matchAll(/`npm (?:run )?([\w-]+)`/g)].map(([, name = '']) => name);
    expect(named.filter((name) => name !== 'ci' && !(name in scripts))).toEqual([]);
    expect(named).toContain('build-for-amo');
  });
});

test.each([...new Set([...chrome.screenshots, ...firefox.screenshots])])('the screenshot %s is 1280 x 800', (file) => {
  expect(pictureOf(file)).toEqual({ width: 1280, height: 800, hasAlpha: false });
});

test('the tile is 440 x 280', () => {
  expect(pictureOf(chrome.tile)).toEqual({ width: 440, height: 280, hasAlpha: false });
});

test('a store is given every picture that there is, and no more screenshots than it takes', () => {
  expect([...chrome.screenshots, chrome.tile].sort()).toEqual(readdirSync(IMAGES).sort());
  expect(chrome.screenshots.length).toBeLessThanOrEqual(5);
});
