import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../lab/servers.ts';
import type { ReportJson } from '../../src/analyzer/report-json.ts';
import { launchWithExtension, type Session } from '../support/browser.ts';
import { readClipboard } from '../support/clipboard.ts';
import { openPanel, type PanelFrame, selectTrace, textOf } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

let session: Session;
let server: Server;
let page: Page;
let panel: PanelFrame;
let otherExtension: string;

beforeAll(async () => {
  server = await listen();
  server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Access-Control-Allow-Origin', '*').end('<!doctype html>');
  });
  otherExtension = await extensionThatTakesHeaders('/taken-away');
  session = await launchWithExtension({ otherExtensions: [otherExtension] });
  await session.worker();
  page = await session.browser.newPage();
  await page.goto(`http://localhost:${portOf(server)}/page`);
  panel = await openPanel(session, page);
  const url = `http://127.0.0.1:${portOf(server)}/taken-away?token=not-for-the-report`;
  await page.evaluate((address) => fetch(address).catch(() => undefined), url);
  await selectTrace(panel, '/taken-away');
});
afterAll(async () => {
  await session.close();
  await Promise.all([close(server), rm(otherExtension, { recursive: true, force: true })]);
});

describe('where headers predict what the browser does not do', () => {
  it('both are shown', async () => {
    await panel.waitForSelector('[data-part="disagreement"][data-with="browser"]');
  });

  it("the page's own timeline is asked, which sides with the browser, without anything being put into the page", async () => {
    expect(await textOf(panel, 'page-outcome')).toBe('could not read the response, page-reported');
    expect(await page.evaluate(() => Object.getOwnPropertySymbols(globalThis).map(String))).not.toContain(
      'Symbol(whycors.page-report)',
    );
  });

  it('one click copies a masked report of it', async () => {
    await (await panel.waitForSelector('[data-action="copy-disagreement"]'))?.evaluate((button) => {
      (button as HTMLElement).click();
    });
    const copied = await waitFor(async () => {
      const text = await readClipboard(session);
      return text.startsWith('{') && text;
    }, 'the report on the clipboard');
    expect(copied).not.toContain('not-for-the-report');
    const report: ReportJson = JSON.parse(copied);
    expect(report).toMatchObject({
      format: 'whycors-report/1',
      browser: 'chromium',
      policies: [],
      traces: [
        { verdict: 'blocked', expected: 'allowed', observed: 'blocked', cause: { rule: 'response-unexplained' } },
      ],
    });
  });
});

/** Another extension in the same browser: it removes `Access-Control-Allow-Origin` from the answers of one path. */
async function extensionThatTakesHeaders(path: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'other-extension-'));
  const manifest = {
    manifest_version: 3,
    name: 'Takes headers',
    version: '1',
    permissions: ['declarativeNetRequest'],
    host_permissions: ['<all_urls>'],
    declarative_net_request: { rule_resources: [{ id: 'rules', enabled: true, path: 'rules.json' }] },
  };
  const header = { header: 'Access-Control-Allow-Origin', operation: 'remove' };
  const rule = {
    id: 1,
    action: { type: 'modifyHeaders', responseHeaders: [header] },
    condition: { urlFilter: path, resourceTypes: ['xmlhttprequest'] },
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'rules.json'), JSON.stringify([rule]));
  return folder;
}
