import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pkg from '../../package.json' with { type: 'json' };
import { type LabSession, openLab, runScenario, settledReport } from '../support/lab.ts';
import { packagesOf, unzipped } from '../support/packages.ts';

/** What the browser's own page of extensions knows of one. */
interface ExtensionInfo {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly state: string;
  readonly manifestErrors: readonly unknown[];
  readonly runtimeErrors: readonly unknown[];
  readonly installWarnings?: readonly string[];
}

interface PrivateApi {
  readonly developerPrivate: { getExtensionsInfo(): Promise<readonly ExtensionInfo[]> };
}

describe('the package for Chromium', () => {
  let folder: string;
  let opened: LabSession;

  beforeAll(async () => {
    folder = await packagesOf();
    const extension = join(folder, 'unpacked');
    for (const [path, bytes] of await unzipped(join(folder, `whycors-${pkg.version}-chrome.zip`))) {
      await mkdir(dirname(join(extension, path)), { recursive: true });
      await writeFile(join(extension, path), bytes);
    }
    opened = await openLab({ extension });
  });
  afterAll(async () => {
    await opened?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('records and explains a request', async () => {
    await runScenario(opened.page, 'middleware-missing');
    const report = await settledReport(opened, ['middleware-missing']);
    expect(report.traces.map(({ verdict }) => verdict)).toContain('blocked');
  });

  it('shows no error and no warning on the page of extensions', async () => {
    const page = await opened.session.browser.newPage();
    await page.goto('chrome://extensions');
    const all = await page.evaluate(() => (chrome as unknown as PrivateApi).developerPrivate.getExtensionsInfo());
    await page.close();
    const ours = all.find(({ id }) => id === opened.session.extensionId);
    expect(ours).toMatchObject({
      name: 'WhyCORS',
      version: pkg.version,
      state: 'ENABLED',
      manifestErrors: [],
      runtimeErrors: [],
    });
    expect(ours?.installWarnings ?? []).toEqual([]);
  });
});
